import { type CheckContext, checkRecord } from '../check/check-record.ts';
import type { CheckedCase } from '../check/checked-case.ts';
import type { UpdateStep } from '../check/kinds/change-kind.ts';
import type { LockException, LockedCase, LockFile } from '../lock/lock-file.ts';
import { type LockedRun, lockRecord } from '../lock/lock-record.ts';
import type { RunRecord } from '../record/record.ts';
import { updateSteps } from './changed-parts.ts';
import { type EntryOutcome, outcomeKind } from './entry-outcomes.ts';

/** An entry that was asked for. */
export interface UpdatedEntry {
  readonly outcome: EntryOutcome;
  /** How what was found differs from what was locked. */
  readonly checked: CheckedCase;
  /** Why there is no answer; null where there is one. */
  readonly unanswered: string | null;
}

/** A lock file, and what was done to it. */
export interface LockUpdate {
  readonly lock: LockFile;
  /** In the order of the lock file. */
  readonly entries: readonly UpdatedEntry[];
  /** Exceptions that were taken out, because what they tolerate is no more. */
  readonly pruned: readonly LockException[];
  /** Exceptions that hold no longer, and cover something still. */
  readonly expired: readonly LockException[];
}

/** What is to be taken over into a lock file. */
export interface UpdateRequest {
  /** Null where there was nothing to run. */
  readonly record: RunRecord | null;
  readonly context: CheckContext;
  /** Whether what needs more is taken over as well. */
  readonly accept: boolean;
}

/** Takes over what a run found. An entry shrinks by itself and grows only where that was asked for; one that says the same stays as it is. */
export function updateLock(lock: LockFile, { record, context, accept }: UpdateRequest): LockUpdate {
  const check = checkRecord(lock, record, context);
  const run = record === null ? NOTHING : lockRecord(record, context.pathOf);
  const entries = check.cases.map((checked) => updatedEntry(checked, { lock, run, accept }));
  const cases = { ...lock.cases };
  for (const { outcome, checked } of entries) {
    const now = run.cases[checked.path];
    const { entry } = outcomeKind(outcome);
    if (entry === 'taken-out') delete cases[checked.path];
    else if (entry === 'written' && now !== undefined) cases[checked.path] = now;
  }
  // Nothing is left to be tolerated of what the lock file says now, or no longer says.
  const settled = new Set(
    entries.filter(({ outcome }) => outcomeKind(outcome).entry !== 'as-it-was').map(({ checked }) => checked.path),
  );
  const pruned = lock.exceptions.filter((one) => settled.has(one.case) || check.idleExceptions.includes(one));
  const exceptions = lock.exceptions.filter((one) => !pruned.includes(one));
  return {
    lock: { ...lock, proofs: proofsOf({ ...lock.proofs, ...run.proofs }, cases), cases, exceptions },
    entries,
    pruned,
    expired: exceptions.filter(({ expires }) => expires < context.today),
  };
}

const NOTHING: LockedRun = { proofs: {}, cases: {}, unanswered: [] };

interface Sides {
  readonly lock: LockFile;
  readonly run: LockedRun;
  readonly accept: boolean;
}

function updatedEntry(checked: CheckedCase, { lock, run, accept }: Sides): UpdatedEntry {
  const { path } = checked;
  const entry = (outcome: EntryOutcome, unanswered: string | null = null): UpdatedEntry => ({
    outcome,
    checked,
    unanswered,
  });
  const steps = updateSteps(checked);
  const has = (kind: UpdateStep['kind']): boolean => steps.some((step) => step.kind === kind);
  if (has('remove')) return entry('removed');
  const unusable = steps.find((step) => step.kind === 'unusable');
  if (unusable !== undefined) return entry('invalid', unusable.reason);
  const [before, now] = [lock.cases[path], run.cases[path]];
  if (now === undefined) {
    return entry('unanswered', run.unanswered.find((one) => one.path === path)?.reason ?? 'it was not tried');
  }
  if (before === undefined || has('add')) return entry('new');
  if (has('grow')) return entry(accept ? 'accepted' : 'kept');
  const open = steps.find((step) => step.kind === 'open');
  if (open !== undefined) return entry(accept ? 'accepted' : 'unanswered', open.reason);
  if (has('shrink')) return entry('less');
  return entry(isRenewed(checked, before, now) ? 'renewed' : 'unchanged');
}

/** Whether the entry would say something else, or what proves it was another build; another version of this program is none. */
function isRenewed({ changes, causes, facts }: CheckedCase, before: LockedCase, now: LockedCase): boolean {
  return (
    changes.length > 0 ||
    before.context !== now.context ||
    facts.length > 0 ||
    causes.some(({ field }) => field !== 'tool') ||
    (before.exitZero === null && now.exitZero !== null) ||
    (before.referenceImage === null && now.referenceImage !== null)
  );
}

/** The proofs that some case rests on. */
function proofsOf(proofs: LockFile['proofs'], cases: LockFile['cases']): LockFile['proofs'] {
  const used = new Set(Object.values(cases).map(({ proof }) => proof));
  return Object.fromEntries(Object.entries(proofs).filter(([run]) => used.has(run)));
}
