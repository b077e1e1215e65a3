import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { difference, EMPTY_SET, singletons } from '../../capabilities/capability-set.ts';
import type { DurationOf } from '../run-search.ts';
import { type Contestant, OTHERS, OURS, ours } from './contestants.ts';
import { core, type Family, random, uniqueSet } from './families.ts';
import { markdownTable, mean, measure } from './statistics.ts';

/** What a pass takes, in seconds; a failure takes one. */
const PASSES = [1, 6];
const SLOTS = [1, 2, 4, 8];

const ONE_MISSING = ours('ours, guess lacks one', ([minimal]) => ({ guesses: [withoutFirst(minimal ?? EMPTY_SET)] }));

const KINDS: readonly (readonly [Family, Contestant])[] = [
  [uniqueSet(1), OURS.noGuess],
  [uniqueSet(3), OURS.noGuess],
  [uniqueSet(5), OURS.noGuess],
  [uniqueSet(3), ONE_MISSING],
  [core(3, 2), OURS.oneGuessed],
  [core(3, 2), OURS.noGuess],
  [core(3, 3), OURS.noGuess],
  [core(5, 4), OURS.oneGuessed],
  [random(3, 2), OURS.noGuess],
];

/** Makespans in seconds with 1, 2, 4 and 8 slots, the search told what trials take and not; and of what others do. */
export function seconds(): string {
  const rows = PASSES.flatMap((passSeconds) =>
    KINDS.map(([family, contestant]) => {
      const durationOf: DurationOf = (outcome, draw) => (outcome === 'pass' ? passSeconds : 1) * (0.5 + draw());
      const cost = { passMs: passSeconds * 1000, failMs: 1000 };
      const cells = [
        makespans(contestant, family, { durationOf }),
        makespans(contestant, family, { durationOf, cost }),
        makespans(OTHERS.marco, family, { durationOf }),
        makespans(OTHERS.quickXplain, family, { durationOf }),
      ];
      return [`${passSeconds} : 1`, family.name, contestant.name, ...cells];
    }),
  );
  return markdownTable(['pass : failure', 'family', '', 'not told', 'told', 'MARCO', 'QuickXplain + proof'], rows);
}

function makespans(
  contestant: Contestant,
  family: Family,
  setting: { durationOf: DurationOf; cost?: { passMs: number; failMs: number } },
): string {
  return SLOTS.map((slots) => {
    const { runs } = measure(contestant, family, { ...setting, slots, runs: 10 });
    return mean(runs.map(({ makespan }) => makespan)).toFixed(0);
  }).join(' · ');
}

function withoutFirst(set: CapabilitySet): CapabilitySet {
  return difference(set, singletons(set)[0] ?? EMPTY_SET);
}
