import { together } from '../engine/together.ts';
import { HarnessError } from '../errors.ts';
import { displayPath } from '../files/display-path.ts';
import { holdsRun } from '../journal/journal.ts';
import type { RunRecord } from '../record/record.ts';
import { derivedRecord } from '../runs/kept-run.ts';
import { writeRecord } from '../runs/write-record.ts';
import { leftoverText } from '../sandbox/leftovers.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { RunSettings } from './run-settings.ts';

/** How something ended, so that what has to follow can follow either way. */
export type RunOutcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly thrown: unknown };

/** Waits for something; never rejects. */
export function outcomeOf<T>(promise: Promise<T>): Promise<RunOutcome<T>> {
  return promise.then(
    (value) => ({ kind: 'done', value }),
    (thrown: unknown) => ({ kind: 'failed', thrown }),
  );
}

/**
 * Ends a run, however its trials ended: writes the record of what is known, removes the sandbox, and tells what could not be done and
 * the way out. The record follows from what is on disk, so it is made while the sandbox is removed.
 *
 * @throws what ended the trials, or HarnessError if the record cannot be made.
 */
export async function endRun(settings: RunSettings, sandbox: Sandbox, trials: RunOutcome<void>): Promise<RunRecord> {
  const { directory, progress } = settings;
  progress.preparing('removing the sandbox');
  const [record, swept] = await together([outcomeOf(writtenRecord(directory)), sandbox.close(settings.cancel)]);
  const left = leftoverText(swept);
  if (left !== undefined) progress.warning(left);
  if (trials.kind === 'done' && record.kind === 'done') return record.value;
  const known = await knownText(directory, record.kind === 'done');
  if (known !== undefined) progress.warning(known);
  throw trials.kind === 'failed' ? trials.thrown : thrownBy(record);
}

async function writtenRecord(directory: string): Promise<RunRecord> {
  const record = await derivedRecord(directory).catch((thrown: unknown) => {
    throw thrown instanceof HarnessError && thrown.code === 'NO_RUN' ? vanished(directory) : thrown;
  });
  await writeRecord(directory, record);
  return record;
}

function vanished(directory: string): HarnessError {
  return new HarnessError('RUN_NOT_WRITTEN', `The journal in ${displayPath(directory)} was removed during the run`, {
    hint: 'Start a new run, in a directory that nothing cleans up: --out DIRECTORY.',
  });
}

/** Where to find what a run showed that could not go on, and how it goes on; undefined if nothing is kept. */
async function knownText(directory: string, isRecorded: boolean): Promise<string | undefined> {
  if (!(await holdsRun(directory))) return undefined;
  const place = displayPath(directory);
  const where = isRecorded ? `${place}/record.json` : `the journal in ${place}`;
  return `What was found so far is in ${where}. To go on: kaniko-caps discover --resume ${place}`;
}

function thrownBy(outcome: RunOutcome<unknown>): unknown {
  return outcome.kind === 'failed' ? outcome.thrown : undefined;
}
