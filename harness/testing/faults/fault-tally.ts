import { FAULT_KINDS, type FaultCall, type FaultKind } from './fault-menu.ts';
import type { Truthfulness } from './fault-truth.ts';
import type { FaultedRunEnd } from './faulted-run.ts';

/** What many runs under faults came to. */
export interface FaultTally {
  readonly schedules: number;
  readonly faults: number;
  readonly verdicts: Readonly<Record<Truthfulness, number>>;
  readonly ended: Readonly<Record<FaultedRunEnd['ended'], number>>;
  readonly lost: number;
  readonly left: number;
  readonly hung: number;
  /** What the trials or runs came to that the faults of a kind had hit. */
  readonly byKind: Readonly<Record<FaultKind, Readonly<Record<Truthfulness, number>>>>;
  readonly byCall: Readonly<Partial<Record<FaultCall, number>>>;
  /** What went wrong, in words, with the seed of its schedule. */
  readonly problems: readonly string[];
}

/** Counts what runs under faults came to; each has the seed that its schedule was drawn from. */
export function tallyOf(ends: readonly (FaultedRunEnd & { readonly seed: number })[]): FaultTally {
  const faults = ends.flatMap((end) => end.faults);
  const sum = (count: (end: FaultedRunEnd) => number): number => ends.reduce((total, end) => total + count(end), 0);
  const ended = (kind: FaultedRunEnd['ended']): number => ends.filter((end) => end.ended === kind).length;
  const of = (kind: FaultKind, end: Truthfulness): number =>
    faults.filter((one) => one.fault.kind === kind && one.end === end).length;
  const byCall: Partial<Record<FaultCall, number>> = {};
  for (const { call } of faults) byCall[call] = (byCall[call] ?? 0) + 1;
  return {
    schedules: ends.length,
    faults: faults.length,
    verdicts: {
      true: sum(({ verdicts }) => verdicts.true),
      none: sum(({ verdicts }) => verdicts.none),
      wrong: sum(({ verdicts, wrong }) => Math.max(verdicts.wrong, wrong.length)),
    },
    ended: {
      'with all answers': ended('with all answers'),
      'with a part of them': ended('with a part of them'),
      'with an error': ended('with an error'),
    },
    lost: sum(({ lost }) => lost.length),
    left: sum(({ left }) => left.length),
    hung: sum(({ hung }) => hung.length),
    byKind: Object.fromEntries(
      FAULT_KINDS.map((kind) => [kind, { true: of(kind, 'true'), none: of(kind, 'none'), wrong: of(kind, 'wrong') }]),
    ) as FaultTally['byKind'],
    byCall,
    problems: ends.flatMap(({ seed, wrong, lost, left, hung }) =>
      [...wrong, ...lost, ...left.map((what) => `left: ${what}`), ...hung].map((what) => `schedule ${seed}: ${what}`),
    ),
  };
}
