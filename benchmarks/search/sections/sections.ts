import type { Measured } from '../../measuring/run-benchmark.ts';
import { checkedCorpora } from './checked-corpora.ts';
import { corpusMakespans } from './corpus-makespans.ts';
import type { Extent } from './extent.ts';
import { mistakesUnderNoise } from './noise.ts';
import { recordedBuilds } from './recorded-builds.ts';
import { seconds } from './seconds.ts';
import { targets } from './targets.ts';
import { makespans, trialsForOneSet, trialsForSeveralSets } from './trial-counts.ts';

/** A part of the benchmark: what it shows, in Markdown. */
export interface Section {
  readonly title: string;
  readonly text: string;
  /** The tables, and whether every promise in them was kept. */
  measure(extent: Extent): Measured | Promise<Measured>;
}

const always = (text: string): Measured => ({ text, areKept: true });

/** All parts in the order in which they are shown. */
export const SECTIONS: readonly Section[] = [
  { title: 'Targets', text: 'Universe of 14 capabilities; 1, 4 and 8 slots.', measure: targets },
  {
    title: 'One minimal set',
    text: 'Trials, mean (maximum), by the size k of the set; 14 capabilities, one slot. Of these, ours, MARCO and the proof after QuickXplain show that there is no other set; ddmin and drop-one do not.',
    measure: (extent) => always(trialsForOneSet(extent)),
  },
  {
    title: 'Several minimal sets',
    text: 'Trials, mean (maximum), and rounds at 8 slots. "Core" sets share all but one or two of k members, "random" ones are independent; m is their number. The bound is the number of trials that no proof can do without. QuickXplain and ddmin find one of the sets; drop-one finds what they share, which does not build.',
    measure: (extent) => always(trialsForSeveralSets(extent)),
  },
  {
    title: 'Makespan',
    text: 'With 1 · 4 · 8 slots, in units of a passing trial; a failing one takes 0.1 to 1 of it.',
    measure: (extent) => always(makespans(extent)),
  },
  {
    title: 'Seconds',
    text: 'Makespan in seconds with 1 · 2 · 4 · 8 slots, when a failure takes one second and a pass as long or six times as long (a Debian base has to be unpacked before a build can pass; most failures end there). "Told" means that the search knows what either takes (`cost`).',
    measure: (extent) => always(seconds(extent)),
  },
  {
    title: 'Trials that fail by chance',
    text: 'Mean trials · runs that claim a set which is not minimal, in % · minimal sets not found, in %, by the rate of false failures; 8 slots. Every contestant believes a failure after r in a row; ours only where the proof rests on it.',
    measure: (extent) => always(mistakesUnderNoise(extent)),
  },
  {
    title: 'Recorded builds',
    text: 'Trials at 8 slots on builds of which every subset was run with a real executor (`harness/testing/truth-tables/`). `!` marks a claimed set that is not minimal, `-` a minimal set that was not found.',
    measure: (extent) => always(recordedBuilds('harness/testing/truth-tables', extent)),
  },
  {
    title: 'A corpus on one schedule',
    text: "Seconds until all cases of the corpus are proven, both answers, reference builds and confirmations included, without priors: the discovery of the tool itself on a virtual clock, each build as Google's Kaniko v1.24.0 was recorded to do it. No schedule of the same trials ends before either bound.",
    measure: corpusMakespans,
  },
  {
    title: 'A check against the lock file',
    text: 'Trials of `check` over all recorded cases, reference builds and confirmations included, beside the fewest with which the same can be proven: with nothing changed since it was locked, and with the findings of another executor locked.',
    measure: checkedCorpora,
  },
];
