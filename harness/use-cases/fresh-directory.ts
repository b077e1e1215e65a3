import { readdir } from 'node:fs/promises';
import { HarnessError, messageOf } from '../errors.ts';

/**
 * A directory for what a command writes; a new one unless the user named one.
 *
 * @throws HarnessError if it holds something: nothing is overwritten, and no other run mistaken for this one.
 */
export async function freshDirectory(out: string | undefined): Promise<string> {
  if (out === undefined) return `results/${newRunId()}`;
  const problem = await problemWith(out);
  if (problem === undefined) return out;
  throw new HarnessError('DIRECTORY_IN_USE', `${out} ${problem}`, { hint: 'Give another directory with --out.' });
}

async function problemWith(out: string): Promise<string | undefined> {
  try {
    return (await readdir(out)).length === 0 ? undefined : 'is not empty';
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : `is not a directory: ${messageOf(thrown)}`;
  }
}

/** Names that sort by time, and are free on every engine. */
export function newRunId(): string {
  const time = new Date().toISOString().replace(/[-:]/g, '').replace(/\..*/, '').replace('T', '-');
  return `run-${time}-${process.pid.toString(36)}`;
}
