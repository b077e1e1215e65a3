import type { CaseRecord } from '../../../record/record.ts';

type TriedSet = CaseRecord['variations'][number]['sets'][number];

/** What becomes of a set under a variation, in words. */
export const CONCLUSION_WORDS: Readonly<Record<TriedSet['verdict'], string>> = {
  faithful: 'also works',
  degraded: 'gives a different image',
  failed: 'fails',
  timeout: 'does not end',
  untestable: 'cannot be tried',
  infrastructure: 'gave no verdict',
  tampered: 'no verdict: the build tampered with the trial',
  cancelled: 'gave no verdict',
};

/** Whether the trials show that a set does not work under a variation. */
export function triedSetFails({ verdict }: TriedSet): boolean {
  return verdict === 'degraded' || verdict === 'failed' || verdict === 'timeout';
}
