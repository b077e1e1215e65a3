import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockRun } from './run-lock.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('refuses a directory that a living process uses, naming the process', async () => {
  await writeFile(join(directory, 'lock'), `${process.ppid}\n`);
  await expect(lockRun(directory)).rejects.toThrow(`is in use by process ${process.ppid}`);
});

it('takes over from a process that died', async () => {
  const { pid } = spawnSync('true');
  await writeFile(join(directory, 'lock'), `${pid}\n`);
  await expect(lockRun(directory)).resolves.toBeTypeOf('function');
});

it('gives the directory back', async () => {
  const unlock = await lockRun(directory);
  await unlock();
  await expect(lockRun(directory)).resolves.toBeTypeOf('function');
});

it('takes over a lock that a power failure emptied, and what was left of one that was being made', async () => {
  const { pid } = spawnSync('true');
  await writeFile(join(directory, 'lock'), '\0\0\0');
  await writeFile(join(directory, `lock.${pid}`), `${pid}\n`);
  const unlock = await lockRun(directory);
  await unlock();
  expect(await readdir(directory)).toEqual([]);
});

it('refuses a lock that says something else, with a way out', async () => {
  for (const text of ['Infinity', '1e3', '-1', '12 13', 'me']) {
    await writeFile(join(directory, 'lock'), text);
    await expect(lockRun(directory)).rejects.toMatchObject({
      message: expect.stringContaining('lock does not contain the number of a process'),
      hint: expect.stringContaining('rm '),
    });
  }
});
