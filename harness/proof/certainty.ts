import { confirmationsNeeded } from '../search/confirmations-needed.ts';
import type { Ledger } from '../search/ledger/ledger.ts';
import type { CaseState } from './case-state.ts';

/** How sure the findings of a run are to be. */
export interface Certainty {
  /** How many agreeing trials a border failure needs at least. */
  readonly confirm: number;
  /** The tolerated probability that the finding of a case is wrong by chance is 1 less this. */
  readonly confidence: number;
}

/** How probable it is, before its trials, that a set suffices which the certificate needs to fail: no idea. */
const NO_IDEA = 0.5;

/**
 * How many agreeing trials each failing set of a case's certificate needs: all of them together may be chance with no more
 * than the tolerated probability, and each of them has an equal part of it.
 */
export function failuresNeeded(
  { faithful, exitZero }: Pick<CaseState, 'faithful' | 'exitZero'>,
  { confirm, confidence }: Certainty,
  falseFailureRate: number,
): number {
  const tolerated = (1 - confidence) / Math.max(1, failuresThatCount(faithful, exitZero));
  return Math.max(confirm, confirmationsNeeded({ falseFailureRate, tolerated, prior: NO_IDEA }));
}

/** How many failing sets, or failing cubes, a proof of both answers rests on. */
function failuresThatCount(...ledgers: readonly Ledger[]): number {
  const cubes = ledgers.map(({ cover }) =>
    cover?.complete ? cover.cubes.filter(({ outcome }) => outcome === 'fail') : [],
  );
  const border = new Set(ledgers.flatMap(({ failing }) => failing)).size;
  return Math.max(border, ...cubes.map(({ length }) => length));
}
