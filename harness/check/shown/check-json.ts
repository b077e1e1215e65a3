import * as z from 'zod';
import { lockException } from '../../lock/lock-file.ts';
import { runRecord } from '../../record/record.ts';
import { recordStanding } from '../../record/record-evidence.ts';
import { builderIdentity } from '../../vocabulary/builder-identity.ts';
import { checkExitCode } from '../check-effect.ts';
import { CHECK_EFFECTS } from '../check-gate.ts';
import type { Check } from '../check-record.ts';
import type { CheckView } from '../check-view.ts';
import { checkedCase } from '../checked-case.ts';
import { CHANGE_KINDS, type ChangeKindName } from '../kinds/change-kinds.ts';
import { headlinesOf } from './check-headlines.ts';

const headline = z.object({
  /** The kind of change that the cases have in common. */
  kind: z.enum(Object.keys(CHANGE_KINDS) as ChangeKindName[]),
  effect: z.enum(CHECK_EFFECTS),
  text: z.string(),
  /** What to do about it, a line each. */
  advice: z.array(z.string()),
});

/** The schema of a check as JSON. Its version rises when a reader of the old form would misread the new one. */
export const checkReport = z.object({
  schemaVersion: z.literal(1),
  /** 0 as locked or better, 1 something differs that counts, 2 a Dockerfile cannot be used, 3 no verdict, 4 flaky where that counts. */
  exitCode: z.literal([0, 1, 2, 3, 4]),
  /** What was found in sentences, those first that decide the exit code. */
  headlines: z.array(headline),
  /** The lock file, as the user may name it. */
  lockFile: z.string(),
  /** Null if there was nothing to run. */
  run: z
    .object({
      id: z.string(),
      /** The directory of the run, or its record. */
      record: z.string().nullable(),
      tool: runRecord.shape.tool,
      builder: runRecord.shape.builder,
      /** Whether the record follows from the journal beside it; null where that was not looked at. */
      evidence: recordStanding.nullable(),
    })
    .nullable(),
  /** The builders of the proofs that the checked cases rest on, each once. */
  lockedBuilders: z.array(builderIdentity).readonly(),
  cases: z.array(checkedCase).readonly(),
  /** How many cases of the lock file were not asked for. */
  notAskedFor: z.number(),
  /** Exceptions for what does not happen. */
  idleExceptions: z.array(lockException).readonly(),
});

function runOf({ run, tool, builder, evidence }: NonNullable<Check['run']>, view: CheckView) {
  return { id: run.id, record: view.run, tool, builder, evidence: evidence?.standing ?? null };
}

/** A check for programs: the outcome, what to do, and each case with all that is not as locked. */
export function checkJson(check: Check, view: CheckView): string {
  const { run, lockedBuilders, cases, notAskedFor, idleExceptions } = check;
  const report: z.output<typeof checkReport> = {
    schemaVersion: 1,
    exitCode: checkExitCode(cases, view.gate),
    headlines: headlinesOf(check, view),
    lockFile: view.lockFile,
    run: run === null ? null : runOf(run, view),
    lockedBuilders,
    cases,
    notAskedFor,
    idleExceptions,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
