import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { StallGuard } from './stall-guard.ts';

test('a source that stays silent is given up', async () => {
  const source = new PassThrough();
  source.write('begin');
  await expect(pipeline(source, new StallGuard(30), buffer)).rejects.toThrow('nothing came for 30 ms');
  expect(source.destroyed).toBe(true);
});

test('a slow source that goes on is read to its end', async () => {
  const source = new PassThrough();
  const read = pipeline(source, new StallGuard(300), buffer);
  for (let chunk = 0; chunk < 8; chunk++) {
    source.write('x');
    await sleep(50);
  }
  source.end();
  expect(String(await read)).toBe('xxxxxxxx');
});
