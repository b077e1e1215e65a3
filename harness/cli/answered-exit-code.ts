import type { RunRecord } from '../record/record.ts';

/** 3 when some case has no answer: nobody may take silence for "needs nothing". */
export function answeredExitCode({ cases }: Pick<RunRecord, 'cases'>): 0 | 3 {
  const answered = (one: RunRecord['cases'][number]): boolean =>
    one.faithful.complete || !['infrastructure', 'reference-failed', 'partial'].includes(one.status);
  return cases.every(answered) ? 0 : 3;
}
