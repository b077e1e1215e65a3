import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { makePrivateDirectory, removeEmptyDirectories } from './private-directory.ts';

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

it('goes again with those that were made above it, as far as nothing else is in them', async () => {
  await mkdir(scratch.path('there'));
  const top = await makePrivateDirectory(scratch.path('there', 'results', 'run'));
  expect(top).toBe(scratch.path('there', 'results'));
  await writeFile(scratch.path('there', 'results', 'other'), '');
  await removeEmptyDirectories(scratch.path('there', 'results', 'run'), top ?? '');
  expect(await readdir(scratch.path('there', 'results'))).toEqual(['other']);
  await rm(scratch.path('there', 'results', 'other'));
  await removeEmptyDirectories(scratch.path('there', 'results'), top ?? '');
  expect(await readdir(scratch.path('there'))).toEqual([]);
  expect(await makePrivateDirectory(scratch.path('there'))).toBeUndefined();
});

it('is refused where a file is', async () => {
  await writeFile(scratch.path('run'), '');
  await expect(makePrivateDirectory(scratch.path('run'))).rejects.toThrow('EEXIST');
});
