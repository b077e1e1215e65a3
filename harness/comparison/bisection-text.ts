import type { CaseRecord } from '../record/record.ts';
import { countOf, safeText } from '../report/plain-text.ts';
import { listText } from '../report/set-text.ts';
import type { Bisection } from './bisection.ts';
import { comparableSets } from './compare-answers.ts';

/** How the bisection of one case ended. */
export interface BisectedCase {
  readonly id: string;
  readonly end: Exclude<Bisection, { kind: 'open' }>;
  /** The finding of each executor that was tried, by its position. */
  readonly found: ReadonlyMap<number, CaseRecord>;
}

/** What is compared between executors: both answers of a case, as one key; undefined where there is no verdict. */
export function answerKey(one: CaseRecord): string | undefined {
  const [faithful, exitZero] = [comparableSets(one, 'faithful'), comparableSets(one, 'exitZero')];
  return faithful === undefined || exitZero === undefined ? undefined : JSON.stringify([faithful, exitZero]);
}

/** The result of a bisection as a person reads it. */
export function bisectionText(cases: readonly BisectedCase[], names: readonly string[]): string {
  const changed = cases.filter(({ end }) => end.kind === 'found');
  const total = countOf(cases.length, 'case');
  const ends = `${nameAt(names, 0)} and ${nameAt(names, names.length - 1)}`;
  const headline =
    changed.length === 0
      ? `No case is known to differ between ${ends}.`
      : `${changed.length} of ${total} changed between ${ends}.`;
  const same = cases.filter(({ end }) => end.kind === 'unchanged').map(({ id }) => safeText(id));
  return [
    headline,
    ...cases.filter(({ end }) => end.kind !== 'unchanged').map((one) => caseText(one, names)),
    ...(same.length === 0 ? [] : [`the same at both ends: ${listText(same)}`]),
  ].join('\n\n');
}

function caseText(one: BisectedCase, names: readonly string[]): string {
  const { end } = one;
  const id = safeText(one.id);
  if (end.kind === 'no-verdict') return `${id}  no verdict: ${nameAt(names, end.end)} gives none`;
  if (end.kind === 'unchanged') return `${id}  the same at both ends`;
  const skipped = end.skipped.map((position) => nameAt(names, position));
  return [
    `${id}  first changed by ${nameAt(names, end.first)}${skipped.length > 0 ? `, or by one that gave no verdict: ${listText(skipped)}` : ''}`,
    `  ${nameAt(names, end.last)}: ${needsText(one.found.get(end.last))}`,
    `  ${nameAt(names, end.first)}: ${needsText(one.found.get(end.first))}`,
  ].join('\n');
}

function needsText(one: CaseRecord | undefined): string {
  if (one === undefined) return 'not tried';
  const [faithful, exitZero] = [one.faithful, one.exitZero].map(({ minimalSets }) => setsText(minimalSets));
  if (one.status === 'reference-failed') return 'fails with everything granted';
  return faithful === exitZero ? `needs ${faithful}` : `needs ${faithful}; for exit code 0 ${exitZero}`;
}

function setsText(sets: readonly (readonly string[])[]): string {
  if (sets.length === 0) return 'more than the universe';
  return sets.map((set) => set.join(' ') || 'nothing').join(', or ');
}

function nameAt(names: readonly string[], position: number): string {
  return safeText(names[position] ?? '');
}
