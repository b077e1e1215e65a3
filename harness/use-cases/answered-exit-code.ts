import type { CaseRecord, RunRecord } from '../record/record.ts';

/** 3 when some case has no answer: nobody may take silence for "needs nothing". */
export function answeredExitCode({ cases }: Pick<RunRecord, 'cases'>): 0 | 3 {
  const answered = (one: CaseRecord): boolean =>
    one.faithful.complete || !['infrastructure', 'reference-failed', 'partial', 'tampered'].includes(one.status);
  return cases.every(answered) ? 0 : 3;
}

/** Whether a set of some case both served and failed, for commands that are asked to fail on that. */
export function isFlaky(cases: readonly CaseRecord[]): boolean {
  return cases.some(({ status, flaky }) => status === 'flaky' || flaky.length > 0);
}
