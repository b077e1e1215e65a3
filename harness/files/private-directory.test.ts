import { mkdir, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { makePrivateDirectory } from './private-directory.ts';

let scratch: Scratch;
beforeEach(async () => {
  scratch = await openScratch();
});
afterEach(() => scratch.remove());

const modeOf = async (...parts: string[]): Promise<number> => (await stat(scratch.path(...parts))).mode & 0o777;

it('is for its owner alone, and those above it are as usual', async () => {
  await makePrivateDirectory(scratch.path('results', 'run'));
  expect(await modeOf('results', 'run')).toBe(0o700);
  expect(await modeOf('results')).toBe(0o777 & ~process.umask());
});

it('stays as it is where it is there already', async () => {
  await mkdir(scratch.path('run'), { mode: 0o755 });
  await makePrivateDirectory(scratch.path('run'));
  expect(await modeOf('run')).toBe(0o755);
});

it('is refused where a file is', async () => {
  await writeFile(scratch.path('run'), '');
  await expect(makePrivateDirectory(scratch.path('run'))).rejects.toThrow('EEXIST');
});
