import type { CaseRecord, RunRecord } from '../record/record.ts';

/** 2 when a Dockerfile that was found cannot be used; 3 when some case has no answer: nobody may take silence for "needs nothing". */
export function answeredExitCode({ cases }: Pick<RunRecord, 'cases'>): 0 | 2 | 3 {
  if (hasInvalid(cases)) return 2;
  const answered = (one: CaseRecord): boolean =>
    one.faithful.complete || !['infrastructure', 'reference-failed', 'partial', 'tampered'].includes(one.status);
  return cases.every(answered) ? 0 : 3;
}

/** Whether a Dockerfile that was found cannot be used. */
export function hasInvalid(cases: readonly CaseRecord[]): boolean {
  return cases.some(({ status }) => status === 'invalid');
}

/** Whether a set of some case both served and failed, for commands that are asked to fail on that. */
export function isFlaky(cases: readonly CaseRecord[]): boolean {
  return cases.some(({ status, flaky }) => status === 'flaky' || flaky.length > 0);
}
