import { type CapabilitySet, difference, union } from '../../../harness/capabilities/capability-set.ts';
import { certificateOf, lowerBound } from '../../../harness/search/ledger/certificate.ts';
import { buildLedger } from '../../../harness/search/ledger/ledger.ts';
import { minimalTransversals } from '../../../harness/search/ledger/transversals.ts';
import { seededRandom } from '../../../harness/search/seeded-random.ts';
import { randomSubset } from '../../../harness/testing/simulated/oracles.ts';
import { markdownTable } from '../../measuring/markdown-table.ts';
import type { Measured } from '../../measuring/run-benchmark.ts';
import { type Contestant, OURS, ours } from '../contest/contestants.ts';
import { core, type Family, SEVERAL_SETS, uniqueSet } from '../contest/families.ts';
import { mean, measure } from '../contest/measure.ts';
import type { Extent } from './extent.ts';

/** A promise about the number of trials, and whether it was kept. */
interface Target {
  readonly promise: string;
  readonly measured: string;
  readonly isKept: boolean;
}

const SLOTS = [1, 4, 8];
const SIZES = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** The promises as a table, and whether all were kept. */
export function targets(extent: Extent): Measured {
  const all = [
    exact(extent, 'one set, guessed exactly: k + 1 trials', OURS.allGuessed, (size) => size + 1),
    exact(extent, 'one set, no guess: n + 1 trials', OURS.noGuess, () => 14 + 1),
    ...[1, 2, 4].map((extra) =>
      exact(
        extent,
        `one set, guessed with ${extra} more: k + ${extra} + 2 trials`,
        withExtra(extra),
        (size) => size + extra + 2,
      ),
    ),
    earlierFinding(extent),
    ...oneOfTwoGuessed(extent),
  ];
  const rows = all.map(({ promise, measured, isKept }) => [promise, measured, isKept ? 'kept' : '**missed**']);
  return { text: markdownTable(['target', 'measured', ''], rows), areKept: all.every(({ isKept }) => isKept) };
}

function exact(extent: Extent, promise: string, contestant: Contestant, expected: (size: number) => number): Target {
  const runs = extent
    .some(SIZES)
    .flatMap((size) =>
      SLOTS.flatMap((slots) =>
        measure(contestant, uniqueSet(size), { slots, runs: extent.runs(10) }).runs.map(
          ({ trials }) => trials - expected(size),
        ),
      ),
    );
  const off = runs.filter((excess) => excess !== 0).length;
  return {
    promise,
    measured: off === 0 ? `exact in ${runs.length} runs` : `${off} of ${runs.length} runs differ`,
    isKept: off === 0,
  };
}

function withExtra(extra: number): Contestant {
  return ours(`guessed with ${extra} more`, ([minimal], { universe, seed }) =>
    minimal === undefined ? {} : { guesses: [enlarged(minimal, universe, extra, seed)] },
  );
}

function enlarged(minimal: CapabilitySet, universe: CapabilitySet, extra: number, seed: number): CapabilitySet {
  return union(minimal, randomSubset(difference(universe, minimal), extra, seededRandom(seed + 70_000)));
}

function earlierFinding(extent: Extent): Target {
  const excesses = extent.some(SEVERAL_SETS).flatMap((family) =>
    SLOTS.flatMap((slots) => {
      const { runs, truths } = measure(OURS.allGuessed, family, { slots, runs: extent.runs(10) });
      return runs.map(({ trials }, index) => trials - minimumOf(family, truths[index] ?? []));
    }),
  );
  const off = excesses.filter((excess) => excess !== 0).length;
  return {
    promise: 'complete earlier finding: the minimum',
    measured: off === 0 ? `exact in ${excesses.length} runs` : `${off} of ${excesses.length} runs differ`,
    isKept: off === 0,
  };
}

/** The fewest trials that can prove these minimal sets. */
export function minimumOf({ universe }: Pick<Family, 'universe'>, truth: readonly CapabilitySet[]): number {
  const failing = minimalTransversals(truth).map((transversal) => difference(universe, transversal));
  const certificate = certificateOf(
    buildLedger(universe, [
      ...truth.map((set) => ({ set, outcome: 'pass' as const, trial: 'truth' })),
      ...failing.map((set) => ({ set, outcome: 'fail' as const, trial: 'truth' })),
    ]),
  );
  if (certificate === undefined) throw new Error('The borders of a truth are not complete');
  return lowerBound(certificate);
}

function oneOfTwoGuessed(extent: Extent): Target[] {
  const runs = extent
    .some([2, 3, 5])
    .flatMap(
      (size) => measure(OURS.oneGuessed, core(size, 2), { slots: 8, runs: extent.runs(40), inRounds: true }).runs,
    );
  const trials = runs.map((run) => run.trials);
  const rounds = mean(runs.map((run) => run.rounds));
  const worst = Math.max(...trials);
  const kind = 'core k = 2, 3, 5, two sets, one guessed, 8 slots';
  return [
    { promise: `${kind}: at most 25 trials on average`, measured: mean(trials).toFixed(1), isKept: mean(trials) <= 25 },
    { promise: `${kind}: at most 45 trials`, measured: String(worst), isKept: worst <= 45 },
    { promise: `${kind}: at most 6 rounds on average`, measured: rounds.toFixed(1), isKept: rounds <= 6 },
  ];
}
