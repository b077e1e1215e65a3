import { type CapabilitySet, difference, union } from '../../capabilities/capability-set.ts';
import { certificateOf, lowerBound } from '../../search/ledger/certificate.ts';
import { buildLedger } from '../../search/ledger/ledger.ts';
import { minimalTransversals } from '../../search/ledger/transversals.ts';
import { seededRandom } from '../../search/seeded-random.ts';
import { randomSubset } from '../oracles.ts';
import { type Contestant, OURS, ours } from './contestants.ts';
import { core, type Family, SEVERAL_SETS, uniqueSet } from './families.ts';
import { markdownTable, mean, measure } from './statistics.ts';

/** A promise about the number of trials, and whether it was kept. */
interface Target {
  readonly promise: string;
  readonly measured: string;
  readonly isKept: boolean;
}

const SLOTS = [1, 4, 8];
const SIZES = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** The promises as a table, and whether all were kept. */
export function targets(): { readonly text: string; readonly areKept: boolean } {
  const all = [
    exact('one set, guessed exactly: k + 1 trials', OURS.allGuessed, (size) => size + 1),
    exact('one set, no guess: n + 1 trials', OURS.noGuess, () => 14 + 1),
    ...[1, 2, 4].map((extra) =>
      exact(
        `one set, guessed with ${extra} more: k + ${extra} + 2 trials`,
        withExtra(extra),
        (size) => size + extra + 2,
      ),
    ),
    earlierFinding(),
    ...oneOfTwoGuessed(),
  ];
  const rows = all.map(({ promise, measured, isKept }) => [promise, measured, isKept ? 'kept' : '**missed**']);
  return { text: markdownTable(['target', 'measured', ''], rows), areKept: all.every(({ isKept }) => isKept) };
}

function exact(promise: string, contestant: Contestant, expected: (size: number) => number): Target {
  const runs = SIZES.flatMap((size) =>
    SLOTS.flatMap((slots) =>
      measure(contestant, uniqueSet(size), { slots, runs: 10 }).runs.map(({ trials }) => trials - expected(size)),
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

function earlierFinding(): Target {
  const excesses = SEVERAL_SETS.flatMap((family) =>
    SLOTS.flatMap((slots) => {
      const { runs, truths } = measure(OURS.allGuessed, family, { slots, runs: 10 });
      return runs.map(({ trials }, index) => trials - boundOf(family, truths[index] ?? []));
    }),
  );
  const off = excesses.filter((excess) => excess !== 0).length;
  return {
    promise: 'complete earlier finding: the lower bound',
    measured: off === 0 ? `exact in ${excesses.length} runs` : `${off} of ${excesses.length} runs differ`,
    isKept: off === 0,
  };
}

/** The fewest trials that can prove these minimal sets. */
export function boundOf({ universe }: Pick<Family, 'universe'>, truth: readonly CapabilitySet[]): number {
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

function oneOfTwoGuessed(): Target[] {
  const runs = [2, 3, 5].flatMap((size) => {
    return measure(OURS.oneGuessed, core(size, 2), { slots: 8, runs: 40, inRounds: true }).runs;
  });
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
