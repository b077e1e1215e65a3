import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

const run = promisify(execFile);
let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'unified-diff-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it.each([
  ['ci/job.yaml', 'a\nb\nc\n', 'a\nx\nb\nc\n'],
  ['no end of the last line.yaml', 'a\nb', 'a\nb\nc'],
  ['windows.yaml', 'a\r\nb\r\nc\r\n', 'a\r\nx\r\nc\r\n'],
  ['naïve.yaml', 'ä\u2028b\n', 'ä\u2028c\n'],
])('gives what git applies to %s', async (file, before, after) => {
  await mkdir(dirname(join(directory, file)), { recursive: true });
  await writeFile(join(directory, file), before);
  await writeFile(join(directory, 'the.diff'), unifiedDiff([{ file, before, after }]));
  await run('git', ['apply', 'the.diff'], { cwd: directory });
  expect(await readFile(join(directory, file), 'utf8')).toBe(after);
});

it('says nothing of a file that stays', () => {
  expect(unifiedDiff([{ file: 'a', before: 'x', after: 'x' }])).toBe('');
});
