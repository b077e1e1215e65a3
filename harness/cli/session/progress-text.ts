import { formatSet } from '../../capabilities/capability-set.ts';
import type { CaseProgress, Phase } from '../../strategies/case-progress.ts';
import { countOf, durationText, safeText, shorten } from '../../text/plain-text.ts';

/** How far a run has come, over all its cases. */
export interface ProgressTally {
  /** How many cases there are. */
  readonly cases: number;
  /** How many of them are done. */
  readonly settled: number;
  /** How many trials have ended. */
  readonly trials: number;
  /** About how long the rest takes; null before anything is known. */
  readonly leftMs: number | null;
  /** The cases at work, the one that changed last at the end. */
  readonly active: ReadonlyMap<string, CaseProgress>;
  /** Takes in how many trials may run at once. */
  begin(slots: number): void;
  /** Takes in how far a case has come. */
  note(id: string, progress: CaseProgress): void;
  /** Takes in that a case is done. */
  settle(id: string): void;
}

/** Nothing is done yet. */
export function createTally(cases: number): ProgressTally {
  let slots = 1;
  const active = new Map<string, CaseProgress>();
  const trials = new Map<string, number>();
  const settled = new Set<string>();
  return {
    cases,
    active,
    get settled() {
      return settled.size;
    },
    get trials() {
      return [...trials.values()].reduce((sum, count) => sum + count, 0);
    },
    get leftMs() {
      return leftOf([...active.values()], cases - settled.size, slots);
    },
    begin(most) {
      slots = most;
    },
    note(id, progress) {
      trials.set(id, progress.trials);
      active.delete(id);
      active.set(id, progress);
    },
    settle(id) {
      active.delete(id);
      settled.add(id);
    },
  };
}

/** What is known of some cases stands for those that have not begun. */
function leftOf(active: readonly CaseProgress[], open: number, slots: number): number | null {
  const known = active.flatMap(({ leftMs }) => leftMs ?? []);
  if (open === 0) return 0;
  if (known.length === 0) return null;
  const meanMs = known.reduce((sum, ms) => sum + ms, 0) / known.length;
  return (meanMs * open) / slots;
}

/** What a log shows now and then: `120 trials done, 4 of 27 cases open, about 2 min left`. */
export function progressLine(tally: ProgressTally): string {
  const { trials, cases, settled } = tally;
  return `${countOf(trials, 'trial')} done, ${cases - settled} of ${countOf(cases, 'case')} open${leftText(tally.leftMs)}`;
}

/** How many cases at work are shown at once. */
const LINES_OF_CASES = 10;

/** What a terminal shows: the run in one line, and a line for each case at work. */
export function screenLines(tally: ProgressTally, step: string, width: number): string[] {
  const { cases, settled, trials, active } = tally;
  const shown = [...active].slice(-LINES_OF_CASES);
  const doing = step === '' ? leftText(tally.leftMs).replace(', ', ' · ') : ` · ${safeText(step)}`;
  return [
    `${settled} of ${countOf(cases, 'case')} done · ${countOf(trials, 'trial')}${doing}`,
    ...shown.map(([id, progress]) => caseLine(id, progress)),
    ...(active.size > shown.length ? [`  and ${active.size - shown.length} more`] : []),
  ].map((line) => shorten(line, width - 1));
}

const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  reference: 'building the reference image',
  subsets: 'trying every subset',
  search: 'searching',
  repeats: 'repeating failures',
  audit: 'auditing',
  variations: 'trying other configurations',
};

function caseLine(id: string, { phase, trials, doneMs, leftMs, serves }: CaseProgress): string {
  const doing = phase === null ? 'done' : PHASE_WORDS[phase];
  const works = serves === undefined ? '' : ` · works with ${formatSet(serves)}`;
  return `  ${bar(doneMs, leftMs)} ${safeText(id)}  ${doing}, ${countOf(trials, 'trial')}${leftText(leftMs)}${works}`;
}

const BAR_WIDTH = 10;

function bar(doneMs: number, leftMs: number | null): string {
  const filled = leftMs === null ? 0 : Math.round((BAR_WIDTH * doneMs) / Math.max(1, doneMs + leftMs));
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
}

function leftText(leftMs: number | null): string {
  return leftMs === null || leftMs === 0 ? '' : `, about ${durationText(leftMs)} left`;
}
