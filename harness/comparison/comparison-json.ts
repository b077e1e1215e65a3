import * as z from 'zod';
import { runRecord } from '../record/record.ts';
import { recordStanding } from '../record/record-evidence.ts';
import { caseComparison } from './compare-cases.ts';
import type { Comparison } from './compare-records.ts';

/** The schema of what `compare --json` prints. Its version rises when a reader of the old form would misread the new one. */
export const comparisonReport = z.object({
  schemaVersion: z.literal(1),
  /** The builder of A. */
  before: runRecord.shape.builder,
  /** The builder of B. */
  after: runRecord.shape.builder,
  /** Whether each record follows from the journal beside it; null where that was not looked at. */
  evidence: z.object({ before: recordStanding.nullable(), after: recordStanding.nullable() }),
  cases: z.array(caseComparison).readonly(),
});

/** The result of a comparison as a program reads it; `docs/compare-and-bisect.md` describes it. */
export function comparisonJson({ before, after, cases }: Comparison): string {
  const report: z.output<typeof comparisonReport> = {
    schemaVersion: 1,
    before: before.builder,
    after: after.builder,
    evidence: { before: before.evidence?.standing ?? null, after: after.evidence?.standing ?? null },
    cases,
  };
  return JSON.stringify(report, null, 2);
}
