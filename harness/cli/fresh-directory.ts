import { readdir } from 'node:fs/promises';
import { HarnessError } from '../errors.ts';
import { newRunId } from './start-run.ts';

/**
 * The directory for the runs of a command that makes several; a new one unless the user named one.
 *
 * @throws HarnessError BAD_INPUT if it holds something: no run may be mistaken for one of these.
 */
export async function freshDirectory(out: string | undefined): Promise<string> {
  if (out === undefined) return `results/${newRunId()}`;
  const held = await readdir(out).catch((): string[] => []);
  if (held.length === 0) return out;
  throw new HarnessError('BAD_INPUT', `${out} is not empty`, { hint: 'Name another directory with --out.' });
}
