import { CHANGE_WORDS, changeLines, changeWords } from '../check/check-case-text.ts';
import type { CaseDifference, CheckedCase } from '../check/check-change.ts';
import type { LockedCase, LockFile } from '../lock/lock-file.ts';
import { setsInline } from '../report/blocks/answer-text.ts';
import { safeText } from '../text/plain-text.ts';
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

/** From so many on, entries that need the same and differ in the same from their proof are counted instead of named. */
const MANY = 4;

/** What became of entries of one outcome, each in lines of its own unless there is nothing to say of it alone. */
export function linesOf(entries: readonly UpdatedEntry[], cases: LockFile['cases']): string[] {
  const reasons = new Map<string, UpdatedEntry[]>();
  for (const one of entries) {
    const reason = one.outcome === 'renewed' ? reasonText(one.checked) : one.checked.path;
    reasons.set(reason, [...(reasons.get(reason) ?? []), one]);
  }
  return [...reasons].flatMap(([reason, alike]) =>
    alike.length < MANY
      ? alike.flatMap((one) => entryLines(one, cases[one.checked.path]))
      : [`${MARKS.renewed} ${alike.length} need the same; proof renewed${reason}`],
  );
}

/** What became of an entry, and under what needs more the trials that show it; `locked` is what the lock file says now. */
function entryLines(entry: UpdatedEntry, locked: LockedCase | undefined): string[] {
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
  return [...new Set(growth.map(changeWords))].join(', ');
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
