import type { CaseRecord } from './record.ts';

type Answering = Pick<CaseRecord['trials']['all'][number], 'variation' | 'purpose'>;

/**
 * The trials that the answers of a case rest on: one under a variation says nothing of the same set without, and one that fills
 * a cache nothing of a build that starts from it.
 */
export function answerTrials<Trial extends Answering>({
  trials,
}: {
  readonly trials: { readonly all: readonly Trial[] };
}): Trial[] {
  return trials.all.filter(({ variation, purpose }) => variation === null && purpose !== 'fill');
}
