import { markdownTable } from '../../measuring/markdown-table.ts';
import { OTHERS, OURS } from '../contest/contestants.ts';
import { SEVERAL_SETS, uniqueSet } from '../contest/families.ts';
import { mean, meanAndMax, measure } from '../contest/measure.ts';
import type { Extent } from './extent.ts';
import { minimumOf } from './targets.ts';

const ALL = [
  OURS.allGuessed,
  OURS.oneGuessed,
  OURS.noGuess,
  OTHERS.marco,
  OTHERS.quickXplain,
  OTHERS.ddmin,
  OTHERS.dropOne,
];

/** Dense families take a second a run. */
function runsFor(name: string, runs: number): number {
  return name.startsWith('random') ? Math.ceil(runs / 5) : runs;
}

/** Trials for one minimal set of k members among 14 capabilities. */
export function trialsForOneSet(extent: Extent): string {
  const contestants = ALL.filter((contestant) => contestant !== OURS.oneGuessed);
  const rows = extent.some([0, 1, 2, 3, 4, 5, 6, 7, 8]).map((size) => [
    String(size),
    ...contestants.map((contestant) => {
      const { runs } = measure(contestant, uniqueSet(size), { slots: 1, runs: extent.runs(40) });
      return meanAndMax(runs.map(({ trials }) => trials));
    }),
  ]);
  return markdownTable(['k', ...contestants.map(({ name }) => name)], rows);
}

/** Trials and rounds at 8 slots where there are several minimal sets. */
export function trialsForSeveralSets(extent: Extent): string {
  const rows = extent.some(SEVERAL_SETS).map((family) => {
    const setting = { slots: 8, runs: extent.runs(runsFor(family.name, 20)), inRounds: true };
    const { truths } = measure(OURS.allGuessed, family, setting);
    const cells = ALL.map((contestant) => {
      const { runs } = measure(contestant, family, setting);
      return `${meanAndMax(runs.map(({ trials }) => trials))} / ${mean(runs.map(({ rounds }) => rounds)).toFixed(1)}`;
    });
    return [family.name, mean(truths.map((truth) => minimumOf(family, truth))).toFixed(1), ...cells];
  });
  return markdownTable(['family k,m', 'minimum', ...ALL.map(({ name }) => name)], rows);
}

/** Makespans with 1, 4 and 8 slots, in units of the longest trial. */
export function makespans(extent: Extent): string {
  const families = [uniqueSet(3), uniqueSet(6), ...SEVERAL_SETS];
  const rows = extent.some(families).map((family) => [
    family.name,
    ...ALL.map((contestant) =>
      [1, 4, 8]
        .map((slots) => measure(contestant, family, { slots, runs: extent.runs(runsFor(family.name, 8)) }).runs)
        .map((runs) => mean(runs.map(({ makespan }) => makespan)).toFixed(1))
        .join(' · '),
    ),
  ]);
  return markdownTable(['family', ...ALL.map(({ name }) => name)], rows);
}
