import { confirmationsNeeded } from '../search/confirmations-needed.ts';
import type { Ledger } from '../search/ledger/ledger.ts';
import type { CaseState } from './case-state.ts';
import { falseFailureRateOf, falseFailuresOf } from './false-failures.ts';

/** How sure the findings of a run are to be. */
export interface Certainty {
  /** How many agreeing trials a border failure needs at least. */
  readonly confirm: number;
  /** The tolerated probability that the finding of a case is wrong by chance is 1 less this. */
  readonly confidence: number;
  /** How many builds in a row have to end alike before another end counts as excluded. @default luck is not looked for */
  readonly buildsThatExclude?: number;
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

/**
 * How many are needed before a finding counts as proven: a build that was seen to fail by chance may do so far more often than those of
 * other cases. A search does not repeat so often what is flaky anyway.
 */
export function failuresToProve(
  state: Pick<CaseState, 'faithful' | 'exitZero' | 'trials'>,
  certainty: Certainty,
  pooledRate: number,
): number {
  const own = falseFailuresOf([state]);
  const rate = own.count === 0 ? pooledRate : Math.max(pooledRate, falseFailureRateOf(own));
  return failuresNeeded(state, certainty, rate);
}

/** What shows in at least this part of builds is told from what never shows. */
const LEAST_SHARE = 0.5;

/**
 * How many builds in a row have to end alike before the other end counts as excluded: one that comes in at least every second build
 * stays away so long with no more than the tolerated probability. That failures are alike is no evidence, for a step that fails now
 * and then fails alike each time.
 */
export function buildsThatExclude(confidence: number): number {
  return Math.max(2, Math.ceil(Math.log(1 - confidence) / Math.log(1 - LEAST_SHARE)));
}
