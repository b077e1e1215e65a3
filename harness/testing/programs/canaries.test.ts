import { mkdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { canariesBelow, canariesIn, canary } from './canaries.ts';
import { openScratch, type Scratch } from './scratch.ts';

let scratch: Scratch;
beforeEach(async () => {
  scratch = await openScratch();
});
afterEach(() => scratch.remove());

it('finds a canary as it is and as URLs, base64 and hexadecimal have it, and nothing else', () => {
  const value = canary('registry-token');
  for (const before of ['', 'a', 'ab', 'abc']) {
    const text = `${before}${value}xyz`;
    expect(canariesIn(text)).toEqual(['registry-token as it is']);
    expect(canariesIn(encodeURIComponent(text))).toEqual(['registry-token in a URL']);
    expect(canariesIn(Buffer.from(text).toString('base64')), before).not.toEqual([]);
    expect(canariesIn(Buffer.from(text).toString('hex'))).toEqual(['registry-token in hexadecimal']);
  }
  expect(canariesIn('cnry/registry-token')).toEqual([]);
});

it('finds one in a file, a compressed file and a name', async () => {
  await mkdir(scratch.path('in', canary('tool-variable')), { recursive: true });
  await writeFile(scratch.path('in', 'plain'), canary('tool-proxy'));
  await writeFile(scratch.path('in', 'packed.gz'), gzipSync(canary('engine-address')));
  const found = (await canariesBelow(scratch.path('in'))).join('\n');
  for (const source of ['tool-variable', 'tool-proxy', 'engine-address']) expect(found).toContain(`${source} as it is`);
});
