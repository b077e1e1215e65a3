import { CAPABILITIES } from '../../harness/capabilities/capability.ts';
import { type CapabilitySet, intersection, namesOf } from '../../harness/capabilities/capability-set.ts';
import { ANSWER_WORDS } from '../../harness/report/blocks/answer/answer-words.ts';
import { countOf, numberText } from '../../harness/text/plain-text.ts';
import { ANSWERS, type Answer } from '../../harness/vocabulary/answer.ts';
import { markdownTable } from '../measuring/markdown-table.ts';
import type { AskedOnce, CasePairs, Pair } from './pairs-of-case.ts';
import type { RunPairs } from './pairs-of-run.ts';

/** The counts of runs as Markdown: a table, and a list of the contradictions. */
export function pairsText(runs: readonly RunPairs[]): string {
  return [countsTable(runs), '', differencesText(runs), '', ...contradictionLines(runs)].join('\n');
}

const HEAD = [
  'run',
  'trials',
  'decide a cube',
  'pairs',
  'of two sets',
  'contradictions, same image',
  'contradictions, exit code 0',
  'asked about something else',
];

function countsTable(runs: readonly RunPairs[]): string {
  const rows = runs.map((run) => [`${run.name} (${run.builder})`, numberText(run.trials), ...countsOf(run.cases)]);
  if (runs.length < 2) return markdownTable(HEAD, rows);
  const trials = sum(runs.map((run) => run.trials));
  return markdownTable(HEAD, [...rows, ['all', numberText(trials), ...countsOf(runs.flatMap(({ cases }) => cases))]]);
}

function countsOf(cases: readonly CasePairs[]): string[] {
  return [
    sum(cases.map(({ trials }) => trials)),
    sum(cases.map(({ pairs }) => pairs)),
    sum(cases.map(({ ofTwoSets }) => ofTwoSets)),
    sum(cases.map(({ contradictions }) => contradictions.faithful.length)),
    sum(cases.map(({ contradictions }) => contradictions.exitZero.length)),
    sum(cases.map(({ differing }) => differing)),
  ].map(numberText);
}

/** In which capabilities the pairs differ that were not asked about the same. */
function differencesText(runs: readonly RunPairs[]): string {
  const once = runs.flatMap(({ cases }) => cases).flatMap(({ askedOnce }) => askedOnce);
  if (runs.every(({ cases }) => cases.every(({ pairs }) => pairs === 0))) return 'There are no pairs.';
  if (once.length === 0) return 'All pairs were asked about the same capabilities.';
  const rows = CAPABILITIES.flatMap((capability) => {
    const own = once.filter((one) => one.capability === capability);
    const held = own.filter(({ granted }: AskedOnce) => granted).length;
    return own.length === 0 ? [] : [[capability, numberText(held), numberText(own.length - held)]];
  });
  return markdownTable(['asked about in one trial of a pair only', 'that trial held it', 'it did not'], rows);
}

/** How many pairs are named before the rest is counted. */
const PAIRS_TOLD = 8;

/** A line for each case and answer with contradictions: in what all of its pairs differ, and each pair. */
function contradictionLines(runs: readonly RunPairs[]): string[] {
  const lines = runs.flatMap(({ name, cases }) =>
    cases.flatMap((one) => ANSWERS.flatMap((answer) => contradictionLine(`${name}, ${one.name}`, one, answer))),
  );
  return lines.length === 0 ? ['No pair contradicts the rule.'] : ['Contradictions:', '', ...lines];
}

function contradictionLine(name: string, { contradictions, hidden }: CasePairs, answer: Answer): string[] {
  const pairs = contradictions[answer];
  if (pairs.length === 0) return [];
  const differing = namesOf(pairs.map(differenceOf).reduce(intersection));
  const common = differing.length === 0 ? 'they differ in nothing common' : `all differ in ${differing.join(' ')}`;
  const found = namesOf(hidden[answer]);
  const known = found.length === 0 ? '' : `; a hidden channel was found: ${found.join(' ')}`;
  const told = pairs.slice(0, PAIRS_TOLD).map((pair) => passedFirst(pair, answer).join('/'));
  const more = pairs.length - told.length;
  const trials = more > 0 ? `${told.join(' ')} and ${more} more` : told.join(' ');
  return [
    `- ${name}, ${ANSWER_WORDS[answer]}: ${countOf(pairs.length, 'pair')}, ${common}${known}. Passed/failed: ${trials}`,
  ];
}

function differenceOf([first, second]: Pair): CapabilitySet {
  return (first.set ^ second.set) as CapabilitySet;
}

function passedFirst([first, second]: Pair, answer: Answer): string[] {
  const pair = first.outcomes[answer] === 'pass' ? [first, second] : [second, first];
  return pair.map(({ trial }) => trial);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
