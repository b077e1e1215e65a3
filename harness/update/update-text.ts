import type { CheckView } from '../check/check-view.ts';
import { updateCommand } from '../check/shown/update-command.ts';
import { type RecordEvidence, standingText } from '../record/record-evidence.ts';
import { safeText } from '../text/plain-text.ts';
import { ENTRY_OUTCOMES, type EntryOutcome, outcomeKind } from './entry-outcomes.ts';
import { linesOf } from './update-entry-text.ts';
import type { LockUpdate, UpdatedEntry } from './update-lock.ts';

/** Where an update was taken from. */
export interface UpdateView extends Pick<CheckView, 'lockFile' | 'run'> {
  /** What stands behind the record; undefined if there was nothing to run. */
  readonly evidence?: RecordEvidence | undefined;
}

function standingLines({ run, evidence }: UpdateView): string[] {
  const text = standingText(evidence);
  return text === undefined || run === null ? [] : [`${safeText(run)}: ${text}`];
}

/** What was done to a lock file as a person reads it: how many entries changed, which, and what is left to do. */
export function updateText(update: LockUpdate, view: UpdateView): string {
  const told = OUTCOMES.filter((outcome) => outcomeKind(outcome).isOnlyCounted !== true).flatMap((outcome) => {
    const alike = update.entries.filter((one) => one.outcome === outcome);
    return linesOf(alike, update.lock.cases);
  });
  const parts = [
    [`${safeText(view.lockFile)}: ${summary(update.entries)}`, ...standingLines(view)],
    told,
    exceptionLines(update),
    wayOut(update.entries, view),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** 1 something needs more and was not accepted; 2 a Dockerfile cannot be used; 4 flaky, where asked; 3 something has no answer; else 0. */
export function updateExitCode({ entries }: LockUpdate, failOnFlaky: boolean): 0 | 1 | 2 | 3 | 4 {
  const some = (exitCode: 1 | 2 | 3): boolean =>
    entries.some(({ outcome }) => outcomeKind(outcome).exitCode === exitCode);
  if (some(1)) return 1;
  if (some(2)) return 2;
  if (failOnFlaky && entries.some(({ checked }) => checked.flaky)) return 4;
  return some(3) ? 3 : 0;
}

const OUTCOMES = Object.keys(ENTRY_OUTCOMES) as EntryOutcome[];

function summary(entries: readonly UpdatedEntry[]): string {
  const parts = OUTCOMES.flatMap((outcome) => {
    const count = entries.filter((one) => one.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${outcomeKind(outcome).counted}`];
  });
  return parts.join(', ') || 'nothing was found';
}

function exceptionLines({ pruned, expired }: LockUpdate): string[] {
  return [
    ...pruned.map((one) => `exception removed, nothing is left to accept: ${exceptionText(one)}`),
    ...expired.map((one) => `exception expired, last day ${one.expires}: ${exceptionText(one)}`),
  ];
}

function exceptionText({ case: path, accepts, reason, owner }: LockUpdate['pruned'][number]): string {
  return safeText(`${path}, ${accepts} (${reason}; owner: ${owner})`);
}

function wayOut(entries: readonly UpdatedEntry[], view: Pick<CheckView, 'lockFile' | 'run'>): string[] {
  if (!entries.some(({ outcome }) => outcomeKind(outcome).exitCode === 1)) return [];
  return [`to accept it: ${updateCommand(view, true)}`];
}
