import { setsInline } from '../report/answer-text.ts';
import { safeText } from '../report/plain-text.ts';
import { CHANGE_WORDS, changeLines } from './check-case-text.ts';
import type { CaseDifference, CheckedCase } from './check-change.ts';
import type { LockedCase } from './lock-file.ts';
import { type EntryOutcome, isGrowth, type UpdatedEntry, withoutObstacles } from './update-lock.ts';

/** The mark of an entry; one that is not as it should be stands out. */
const MARKS: Readonly<Record<EntryOutcome, string>> = {
  new: '+',
  less: '-',
  renewed: '~',
  accepted: '!',
  kept: '!',
  unanswered: '?',
  removed: 'x',
  unchanged: ' ',
};

/** What became of an entry, and under what needs more the trials that show it; `locked` is what the lock file says now. */
export function entryLines(entry: UpdatedEntry, locked: LockedCase | undefined): string[] {
  const { outcome, checked } = entry;
  const proof = outcome === 'kept' || outcome === 'accepted' ? growthOf(checked).flatMap(changeLines) : [];
  return [
    `${MARKS[outcome]} ${safeText(checked.path)}  ${entryText(entry, locked)}`,
    ...proof.map((line) => `    ${line}`),
  ];
}

function entryText({ outcome, checked, unanswered }: UpdatedEntry, locked: LockedCase | undefined): string {
  const needs = `needs ${neededBy(locked)}`;
  switch (outcome) {
    case 'less':
      return `${needs}, less than ${setsBefore(checked)}`;
    case 'renewed':
      return `${needs}; proof renewed${reasonText(checked)}`;
    case 'accepted':
      return `${needs}; accepted, ${growthText(checked, unanswered)}`;
    case 'kept':
      return `kept as it was, ${growthText(checked, unanswered)}`;
    case 'unanswered':
      return `${locked === undefined ? 'not locked' : 'kept as it was'}, no answer: ${safeText(unanswered ?? '')}`;
    case 'removed':
      return 'removed, its Dockerfile is no more';
    case 'new':
    case 'unchanged':
      return needs;
  }
}

function neededBy(locked: LockedCase | undefined): string {
  return setsInline((locked?.faithful.minimalSets ?? []).map((set) => (set === 'none' ? [] : set.split(','))));
}

function setsBefore(checked: CheckedCase): string {
  const less = differencesOf(checked).find((one) => 'proofs' in one && one.answer === 'faithful');
  return less !== undefined && 'locked' in less ? setsInline(less.locked) : 'before';
}

function differencesOf({ changes }: CheckedCase): CaseDifference[] {
  return changes.flatMap(withoutObstacles);
}

function growthOf(checked: CheckedCase): CaseDifference[] {
  return differencesOf(checked).filter(isGrowth);
}

function growthText(checked: CheckedCase, unanswered: string | null): string {
  const growth = growthOf(checked);
  if (growth.length === 0) return `no answer: ${safeText(unanswered ?? '')}`;
  return [...new Set(growth.map(({ kind }) => CHANGE_WORDS[kind]))].join(', ');
}

/** What a proof rests on, as a person says it. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  contextSha256: 'the Dockerfile or its context',
  bases: 'base images',
};

/** What is another than it was: of the build and its surroundings, or else of what it showed. */
function reasonText(checked: CheckedCase): string {
  const fields = [...checked.causes, ...checked.facts].map(({ field }) => field).filter((field) => field !== 'tool');
  const facts = fields.map((field) => FIELD_WORDS[field] ?? field.replace(/^environment\./, ''));
  const effects = differencesOf(checked).map((one) =>
    'answer' in one && one.answer === 'exitZero' ? 'other sets reach exit code 0' : CHANGE_WORDS[one.kind],
  );
  const told = [...new Set([...facts, ...effects])];
  return told.length === 0 ? '' : `: ${safeText(told.join(', '))}`;
}
