import type { Measured } from '../../measuring/run-benchmark.ts';
import { checkedCorpora } from './checked-corpora.ts';
import { corpusMakespans } from './corpus-makespans.ts';
import type { Extent } from './extent.ts';
import { mistakesUnderNoise } from './noise.ts';
import { recordedBuilds } from './recorded-builds.ts';
import { seconds } from './seconds.ts';
import { targets } from './targets.ts';
import { makespans, trialsForOneSet, trialsForSeveralSets } from './trial-counts.ts';
import { watchedBuilds } from './watched-builds.ts';

/** A part of the benchmark: what it shows, in Markdown. */
export interface Section {
  readonly title: string;
  readonly text: string;
  /** The tables, and whether every promise in them was kept. */
  measure(extent: Extent): Measured | Promise<Measured>;
}

const WATCHED = 'harness/testing/simulated/truth-tables/watched';

const always = (text: string): Measured => ({ text, areKept: true });

/** All parts in the order in which they are shown. */
export const SECTIONS: readonly Section[] = [
  { title: 'Targets', text: '14 capabilities in play; 1, 4 and 8 slots.', measure: targets },
  {
    title: 'One minimal set',
    text: 'Trials, mean (maximum), by the size k of the set; 14 capabilities, one slot. Ours, MARCO and QuickXplain + proof show that there is no other minimal set. ddmin and drop-one do not.',
    measure: (extent) => always(trialsForOneSet(extent)),
  },
  {
    title: 'Several minimal sets',
    text: 'Trials, mean (maximum), and after the slash the rounds, with 8 slots. QuickXplain and ddmin find only one of the sets. Drop-one finds what all sets share, and that is not enough for a build.',
    measure: (extent) => always(trialsForSeveralSets(extent)),
  },
  {
    title: 'Makespan',
    text: 'With 1 · 4 · 8 slots. The unit is a trial that passes; a trial that fails takes 0.1 to 1 of it.',
    measure: (extent) => always(makespans(extent)),
  },
  {
    title: 'Makespan in seconds',
    text: 'Makespan in seconds with 1 · 2 · 4 · 8 slots. A failure takes one second. A pass takes as long (1 : 1) or six times as long (6 : 1), because a base such as Debian must be unpacked before a build can pass, and most failures end there. "Told" means that the search knows how long passes and failures take (`cost`).',
    measure: (extent) => always(seconds(extent)),
  },
  {
    title: 'Trials that fail by chance',
    text: 'Mean trials · runs that claim a set that is not minimal, in % · minimal sets that were not found, in %; 8 slots. The columns are the rate of false failures, that is trials that fail by chance. Every method believes a failure after r failures in a row. Ours repeats only the failures that the proof rests on.',
    measure: (extent) => always(mistakesUnderNoise(extent)),
  },
  {
    title: 'Recorded builds',
    text: 'Trials with 8 slots, on builds where every subset was run with a real executor (`harness/testing/simulated/truth-tables/`). `!` marks a claimed set that is not minimal, `-` a minimal set that was not found.',
    measure: (extent) => always(recordedBuilds('harness/testing/simulated/truth-tables', extent)),
  },
  {
    title: 'Watched builds',
    text: `Real builds of which every subset of what they were asked about was run, with the kernel watched (\`${WATCHED}/\`). 14 capabilities are in play, so there are 16,384 sets. First the tool's own discovery, for both answers, with reference builds and repeats, one slot. *Watched*: trials decide sets by what the kernel was asked about, and nothing is assumed ([proof.md](proof.md)). *Not watched, with audit*: it is assumed that more capabilities never hurt, and the default audit tests that. \`!\` marks a claimed set that is not minimal, \`-\` a minimal set that was not found, \`~\` that the run saw that more capabilities hurt. Trying every set takes 16,384 trials.`,
    measure: async (extent) => always(await watchedBuilds(WATCHED, extent)),
  },
  {
    title: 'A corpus on one schedule',
    text: "Seconds until all cases of the corpus are proven for both answers (same image, exit code 0), with reference builds and repeats, without guesses. The tool's own discovery runs on a virtual clock, and each build behaves as recorded with Google's Kaniko v1.24.0. No schedule of the same trials can end before *work / slots* or before *longest case alone*.",
    measure: corpusMakespans,
  },
  {
    title: 'A check against the lock file',
    text: 'Trials of `check` over all recorded cases, with reference builds and repeats, beside the fewest trials that can prove the same. Either nothing changed since the findings were locked (*the same*), or the findings of another executor are locked.',
    measure: checkedCorpora,
  },
];
