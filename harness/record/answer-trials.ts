import type { CaseRecord } from './record.ts';

type Varied = Pick<CaseRecord['trials']['all'][number], 'variation'>;

/** The trials that the answers of a case rest on: one under a variation says nothing of the same set without. */
export function answerTrials<Trial extends Varied>({
  trials,
}: {
  readonly trials: { readonly all: readonly Trial[] };
}): Trial[] {
  return trials.all.filter(({ variation }) => variation === null);
}
