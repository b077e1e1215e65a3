import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../../testing/programs/run-in-process.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { collectList } from '../options/parse-option.ts';

describe('naming several executors', () => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await openScratch();
  });
  afterAll(() => scratch.remove());

  it('overwrites nothing, and says so before any executor is looked for', async () => {
    await mkdir(scratch.path('full'));
    await writeFile(scratch.path('full', 'mine'), '');
    const runs = ['--out', scratch.path('full'), 'dockerfiles/copy-chown'];
    const refusal = {
      exitCode: 2,
      stderr: expect.stringContaining('full is not empty [DIRECTORY_IN_USE]\nGive another directory'),
    };
    expect(await runInProcess('compare', 'executor:1', 'executor:2', ...runs)).toMatchObject(refusal);
    expect(await runInProcess('bisect', '--from', 'executor:1', '--to', 'executor:2', ...runs)).toMatchObject(refusal);
  });

  it('refuses executors that are no files, or named twice', async () => {
    expect(await runInProcess('bisect', '--from', './gone', '--to', 'executor:2', 'dockerfiles')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('There is no executor ./gone'),
    });
    const twice = ['--from', 'executor:1', '--between', 'executor:2,executor:1', '--to', 'executor:3'];
    expect(await runInProcess('bisect', ...twice, 'dockerfiles')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('The executor executor:1 was given twice'),
    });
  });

  it('keeps the order of a list that is given in parts', () => {
    expect(collectList('b,c', collectList('a', []))).toEqual(['a', 'b', 'c']);
  });
});
