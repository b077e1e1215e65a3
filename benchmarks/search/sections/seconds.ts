import type { CapabilitySet } from '../../../harness/capabilities/capability-set.ts';
import { difference, EMPTY_SET, singletons } from '../../../harness/capabilities/capability-set.ts';
import type { DurationOf } from '../../../harness/testing/simulated/run-search.ts';
import { markdownTable } from '../../measuring/markdown-table.ts';
import { type Contestant, OTHERS, OURS, ours } from '../contest/contestants.ts';
import { core, type Family, random, uniqueSet } from '../contest/families.ts';
import { mean, measure } from '../contest/measure.ts';
import type { Extent } from './extent.ts';

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
export function seconds(extent: Extent): string {
  const rows = PASSES.flatMap((passSeconds) =>
    extent.some(KINDS).map(([family, contestant]) => {
      const durationOf: DurationOf = (outcome, draw) => (outcome === 'pass' ? passSeconds : 1) * (0.5 + draw());
      const cost = { passMs: passSeconds * 1000, failMs: 1000 };
      const cells = [
        makespans(extent, contestant, family, { durationOf }),
        makespans(extent, contestant, family, { durationOf, cost }),
        makespans(extent, OTHERS.marco, family, { durationOf }),
        makespans(extent, OTHERS.quickXplain, family, { durationOf }),
      ];
      return [`${passSeconds} : 1`, family.name, contestant.name, ...cells];
    }),
  );
  return markdownTable(['pass : failure', 'family', '', 'not told', 'told', 'MARCO', 'QuickXplain + proof'], rows);
}

function makespans(
  extent: Extent,
  contestant: Contestant,
  family: Family,
  setting: { durationOf: DurationOf; cost?: { passMs: number; failMs: number } },
): string {
  return SLOTS.map((slots) => {
    const { runs } = measure(contestant, family, { ...setting, slots, runs: extent.runs(10) });
    return mean(runs.map(({ makespan }) => makespan)).toFixed(0);
  }).join(' · ');
}

function withoutFirst(set: CapabilitySet): CapabilitySet {
  return difference(set, singletons(set)[0] ?? EMPTY_SET);
}
