import type { CaseRecord } from './record.ts';

type Purposed = Pick<CaseRecord['trials']['all'][number], 'purpose'>;

/**
 * The trials that the answers of a case rest on: one with a hardening says nothing of the same set without, and one that fills
 * a cache nothing of a build that starts from it.
 */
export function answerTrials<Trial extends Purposed>({
  trials,
}: {
  readonly trials: { readonly all: readonly Trial[] };
}): Trial[] {
  return trials.all.filter(({ purpose }) => purpose !== 'hardening' && purpose !== 'fill');
}
