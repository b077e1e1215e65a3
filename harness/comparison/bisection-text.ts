import type { CaseRecord } from '../record/record.ts';
import { countOf, safeText } from '../text/plain-text.ts';
import { listText } from '../text/set-text.ts';
import { type BisectedCase, buildsOf } from './bisect-cases.ts';
import { caseText, minimalSetsText } from './case-comparison-text.ts';
import { compareCases } from './compare-cases.ts';

/** The result of a bisection as a person reads it: what changed and by which executor, with the trials that prove it. */
export function bisectionText(cases: readonly BisectedCase[], names: readonly string[]): string {
  const changed = cases.filter(({ end }) => end.kind === 'found');
  const ends = `${nameAt(names, 0)} and ${nameAt(names, names.length - 1)}`;
  const same = cases.filter(({ end }) => end.kind === 'unchanged').map(({ id }) => safeText(id));
  return [
    changed.length === 0
      ? `No case is known to differ between ${ends}.`
      : `${changed.length} of ${countOf(cases.length, 'case')} changed between ${ends}.`,
    ...cases.filter(({ end }) => end.kind !== 'unchanged').map((one) => caseLines(one, names).join('\n')),
    ...(same.length === 0 ? [] : [sameText(same, names.length > 2)]),
    `tried ${countOf(positionsOf(cases).size, 'executor')} of ${names.length} with ${countOf(buildsOf(cases), 'build')}`,
  ].join('\n\n');
}

function positionsOf(cases: readonly BisectedCase[]): Set<number> {
  return new Set(cases.flatMap(({ found }) => [...found.keys()]));
}

function sameText(ids: readonly string[], isAnyBetween: boolean): string {
  const note = isAnyBetween
    ? '; the executors between were not tried, so a change that was undone again is not seen'
    : '';
  return `the same at both ends: ${listText(ids)}${note}`;
}

function caseLines({ id, end, found }: BisectedCase, names: readonly string[]): string[] {
  const title = safeText(id);
  if (end.kind === 'no-verdict') {
    const { status, reason } = found.get(end.end) ?? { status: 'not run', reason: null };
    const why = reason === null ? status : `${status}, ${safeText(reason)}`;
    return [`${title}  no verdict: ${nameAt(names, end.end)} gives none (${why})`];
  }
  if (end.kind === 'unchanged') return [];
  const [last, first] = [found.get(end.last), found.get(end.first)];
  const skipped = end.skipped.map((position) => nameAt(names, position));
  const alternatives = skipped.length === 0 ? '' : `, or by one that gave no verdict: ${listText(skipped)}`;
  return [
    `${title}  first changed by ${nameAt(names, end.first)}${alternatives}`,
    ...answerLines({ found, names, end }),
    ...(last === undefined || first === undefined ? [] : caseText(compareCases(last, first, { facts: [] })).lines),
  ];
}

/** What each executor that was tried needs, in their order; the pair between which it changed is A and B. */
function answerLines({ found, names, end }: AnswersOfCase): string[] {
  return [...found]
    .toSorted(([a], [b]) => a - b)
    .map(([position, one]) => {
      const side = position === end.last ? 'A' : position === end.first ? 'B' : ' ';
      return `  ${side}  ${nameAt(names, position)}: ${needsText(one)}`;
    });
}

interface AnswersOfCase {
  readonly found: BisectedCase['found'];
  readonly names: readonly string[];
  readonly end: Extract<BisectedCase['end'], { kind: 'found' }>;
}

function needsText(one: CaseRecord): string {
  if (one.status === 'reference-failed') return 'fails with everything granted';
  if (!one.faithful.complete || !one.exitZero.complete) return `no verdict (${one.status})`;
  const [faithful, exitZero] = [minimalSetsText(one.faithful.minimalSets), minimalSetsText(one.exitZero.minimalSets)];
  return faithful === exitZero ? `needs ${faithful}` : `needs ${faithful}; for exit code 0 ${exitZero}`;
}

function nameAt(names: readonly string[], position: number): string {
  return safeText(names[position] ?? '');
}
