import type { CaseDifference, CheckedCase } from '../check/check-change.ts';
import { type CheckContext, checkRecord } from '../check/check-record.ts';
import type { LockException, LockedCase, LockFile } from '../lock/lock-file.ts';
import { type LockedRun, lockRecord } from '../lock/lock-record.ts';
import type { RunRecord } from '../record/record.ts';

/**
 * What became of an entry: written because it is `new`, needs `less`, rests on another proof (`renewed`) or was `accepted`
 * although it needs more; `kept` because it needs more, or `unanswered`; `removed` with its Dockerfile; or `unchanged`.
 */
export type EntryOutcome = 'new' | 'less' | 'renewed' | 'accepted' | 'kept' | 'unanswered' | 'removed' | 'unchanged';

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
    if (outcome === 'removed') delete cases[checked.path];
    else if (WRITTEN.includes(outcome) && now !== undefined) cases[checked.path] = now;
  }
  const settled = new Set(
    entries.filter(({ outcome }) => SETTLED.includes(outcome)).map(({ checked }) => checked.path),
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

/** Outcomes with which the entry says what the run found. */
const WRITTEN: readonly EntryOutcome[] = ['new', 'less', 'renewed', 'accepted'];

/** Outcomes after which nothing of the entry is left to be tolerated. */
const SETTLED: readonly EntryOutcome[] = [...WRITTEN, 'removed'];

interface Sides {
  readonly lock: LockFile;
  readonly run: LockedRun;
  readonly accept: boolean;
}

function updatedEntry(checked: CheckedCase, { lock, run, accept }: Sides): UpdatedEntry {
  const { path, changes } = checked;
  const entry = (outcome: EntryOutcome, unanswered: string | null = null): UpdatedEntry => ({
    outcome,
    checked,
    unanswered,
  });
  if (changes.some(({ kind }) => kind === 'gone')) return entry('removed');
  const [before, now] = [lock.cases[path], run.cases[path]];
  if (now === undefined) {
    return entry('unanswered', run.unanswered.find((one) => one.path === path)?.reason ?? 'it was not tried');
  }
  if (before === undefined || changes.some(({ kind }) => kind === 'not-locked')) return entry('new');
  const differences = changes.flatMap(withoutObstacles);
  if (differences.some(isGrowth)) return entry(accept ? 'accepted' : 'kept');
  const open = differences.find(({ kind }) => kind === 'no-verdict');
  if (open?.kind === 'no-verdict') return entry(accept ? 'accepted' : 'unanswered', open.reason);
  if (differences.some((one) => one.kind === 'needs-less' && one.answer === 'faithful')) return entry('less');
  return entry(isRenewed(checked, before, now) ? 'renewed' : 'unchanged');
}

/** Facts that may be the reason of a change do not keep it out of the lock file. */
export function withoutObstacles(change: CaseDifference): readonly CaseDifference[] {
  return change.kind === 'not-comparable' ? change.found : [change];
}

/**
 * Whether something is needed, or goes unnoticed, that was not before. Sets that serve for exit code 0 alone are not granted, so
 * that it is no growth if they do not any more.
 */
export function isGrowth(change: CaseDifference): boolean {
  if (change.kind === 'became-silent') return true;
  return (change.kind === 'needs-more' || change.kind === 'different') && change.answer === 'faithful';
}

/** Whether the entry would say something else, or what proves it was another build; another version of this program is none. */
function isRenewed({ changes, causes, facts }: CheckedCase, before: LockedCase, now: LockedCase): boolean {
  return (
    changes.length > 0 ||
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
