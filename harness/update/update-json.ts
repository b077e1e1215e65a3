import * as z from 'zod';
import { checkedCase } from '../check/checked-case.ts';
import { differingFact } from '../comparison/differing-facts.ts';
import { lockException } from '../lock/lock-file.ts';
import { recordStanding } from '../record/record-evidence.ts';
import { ENTRY_OUTCOMES, type EntryOutcome } from './entry-outcomes.ts';
import type { LockUpdate } from './update-lock.ts';
import type { UpdateView } from './update-text.ts';

const updatedEntry = z.object({
  /** The Dockerfile, as in the lock file. */
  path: z.string(),
  outcome: z.enum(Object.keys(ENTRY_OUTCOMES) as EntryOutcome[]),
  /** Why there is no answer; null where there is one. */
  unanswered: z.string().nullable(),
  /** How what was found differs from what was locked, as in a check. */
  changes: checkedCase.shape.changes,
  /** What was changed since it was locked, of the build and of its surroundings. */
  causes: z.array(differingFact),
});

/** The schema of an update as JSON. Its version rises when a reader of the old form would misread the new one. */
export const updateReport = z.object({
  schemaVersion: z.literal(1),
  /** The lock file, as the user may name it. */
  lockFile: z.string(),
  /** The directory of the run, or its record; null if there was nothing to run. */
  run: z.string().nullable(),
  /** Whether the record follows from the journal beside it; null where that was not looked at. */
  evidence: recordStanding.nullable(),
  /** Whether the lock file says something else than before. */
  written: z.boolean(),
  /** Those that were asked for, in the order of the lock file. */
  entries: z.array(updatedEntry),
  exceptions: z.object({
    /** Those that were taken out, because what they tolerate is no more. */
    pruned: z.array(lockException).readonly(),
    /** Those that hold no longer, and cover something still. */
    expired: z.array(lockException).readonly(),
  }),
});

/** What was done to a lock file for programs. */
export function updateJson(
  { entries, pruned, expired, written }: LockUpdate & { readonly written: boolean },
  { lockFile, run, evidence }: UpdateView,
): string {
  const report: z.output<typeof updateReport> = {
    schemaVersion: 1,
    lockFile,
    run,
    evidence: evidence?.standing ?? null,
    written,
    entries: entries.map(({ outcome, unanswered, checked: { path, changes, causes, facts } }) => ({
      path,
      outcome,
      unanswered,
      changes,
      causes: [...causes, ...facts],
    })),
    exceptions: { pruned, expired },
  };
  return JSON.stringify(report, null, 2);
}
