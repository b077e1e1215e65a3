import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
