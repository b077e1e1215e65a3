import { difference, union } from '../../../harness/capabilities/capability-set.ts';
import { seededRandom } from '../../../harness/search/seeded-random.ts';
import { randomSubset } from '../../../harness/testing/simulated/oracles.ts';
import { markdownTable } from '../../measuring/markdown-table.ts';
import { OTHERS, OURS, ours } from '../contest/contestants.ts';
import { core, type Family, uniqueSet } from '../contest/families.ts';
import { mean, measure, mistakes, percent } from '../contest/measure.ts';
import type { Extent } from './extent.ts';

const RATES = [0, 0.01, 0.05];

const TWO_MORE = ours('ours, guessed with 2 more', ([minimal], { universe, seed }) =>
  minimal === undefined
    ? {}
    : { guesses: [union(minimal, randomSubset(difference(universe, minimal), 2, seededRandom(seed + 80_000)))] },
);

const CONTESTANTS = [OURS.allGuessed, OURS.oneGuessed, TWO_MORE, OURS.noGuess, ...Object.values(OTHERS)];

/** Trials, and shares of runs with a wrong and of missing minimal sets, where trials fail by chance; 8 slots. */
export function mistakesUnderNoise(extent: Extent): string {
  const rows = [
    ...rowsOf(uniqueSet(3), { confirm: 1, runs: extent.runs(100) }),
    ...rowsOf(uniqueSet(3), { confirm: 2, runs: extent.runs(100) }),
    ...rowsOf(core(3, 2), { confirm: 2, runs: extent.runs(40) }),
  ];
  return markdownTable(['family', '', 'r', ...RATES.map((rate) => `${rate * 100} %`)], rows);
}

function rowsOf(family: Family, { confirm, runs }: { readonly confirm: number; readonly runs: number }): string[][] {
  const isUnique = family.name.startsWith('unique');
  const hidden = isUnique ? OURS.oneGuessed : TWO_MORE;
  return CONTESTANTS.filter((contestant) => contestant !== hidden).map((contestant) => {
    const cells = RATES.map((falseFail) => {
      const measured = measure(contestant, family, { slots: 8, runs, confirm, retry: true, falseFail });
      const { wrong, missing } = mistakes(measured);
      return `${mean(measured.runs.map(({ trials }) => trials)).toFixed(1)} · ${percent(wrong)} · ${percent(missing)}`;
    });
    return [family.name, contestant.name, String(confirm), ...cells];
  });
}
