import type { DifferingFact } from '../comparison/differing-facts.ts';
import { setsInline } from '../report/answer-text.ts';
import { safeText, shorten } from '../text/plain-text.ts';
import { trialsText } from '../text/set-text.ts';
import type { AnswerDifference, CaseChange, CaseDifference, CheckedCase, NamedSets } from './check-change.ts';
import { LONGEST, proofLines } from './check-proof-text.ts';

/** What a person calls a change of a kind. */
export const CHANGE_WORDS: Readonly<Record<CaseChange['kind'], string>> = {
  'needs-more': 'needs more',
  'needs-less': 'needs less',
  different: 'needs other capabilities',
  'became-error': 'a silent loss became an error',
  'became-silent': 'an error became a silent loss',
  'reference-changed': 'builds another image with everything granted',
  'not-comparable': 'not comparable',
  'no-verdict': 'no verdict',
  'not-locked': 'not locked',
  gone: 'no Dockerfile any more',
};

/** Whether no set of the universe serves any more: then it is hardly a privilege that is missing. */
export function failsAltogether(change: CaseDifference): boolean {
  return change.kind === 'needs-more' && change.found.length === 0;
}

/** What a person calls this change. */
export function changeWords(change: CaseDifference): string {
  return failsAltogether(change) ? 'fails even with everything granted' : CHANGE_WORDS[change.kind];
}

/** A case in lines: what is not as locked, the trials that prove it, and what was changed since. */
export function caseLines(one: CheckedCase): string[] {
  const told = one.changes.filter(({ kind }) => kind !== 'reference-changed');
  if (told.length === 0) return [];
  return [
    `${safeText(one.id)}  ${caseWords(told)}`,
    ...withoutRepeats(told).flatMap((change) =>
      [...changeLines(change), ...toleranceLines(change)].map((line) => `  ${line}`),
    ),
    ...causeLines(one).map((line) => `  ${line}`),
  ];
}

/** What a person calls all changes of a case together. */
export function caseWords(changes: readonly CaseChange[]): string {
  const words = new Set(changes.filter(isWorthAWord).map(changeWords));
  return [...words].join(', ') || 'other sets reach exit code 0';
}

/** The second answer is told only where neither the first one nor a loss tells the same. */
function withoutRepeats<T extends CaseDifference>(changes: readonly T[]): T[] {
  const isToldByLoss = changes.some((change) => 'capability' in change);
  const setsOf = ({ locked, found }: AnswerDifference): string => JSON.stringify([locked, found]);
  const first = changes.map((change): CaseDifference => change).find(isFaithfulDifference);
  return changes.filter((change) => {
    if (!('proofs' in change) || change.answer === 'faithful') return true;
    return !isToldByLoss && (first === undefined || setsOf(first) !== setsOf(change));
  });
}

function isFaithfulDifference(change: CaseDifference): change is AnswerDifference {
  return 'proofs' in change && change.answer === 'faithful';
}

/** What changed of exit code 0 alone is not what the case needs. */
function isWorthAWord(change: CaseChange): boolean {
  return !('proofs' in change) || change.answer === 'faithful';
}

/** One change with its proof. */
export function changeLines(change: CaseDifference): string[] {
  switch (change.kind) {
    case 'needs-more':
    case 'needs-less':
    case 'different':
      return answerLines(change);
    case 'became-error':
    case 'became-silent':
      return [silenceLine(change)];
    case 'reference-changed':
      return (change.differences ?? []).map((text) => safeText(shorten(text, LONGEST)));
    case 'not-comparable':
      return [
        `it may come from ${change.facts.map(obstacleText).join('; ')}`,
        ...withoutRepeats(change.found).flatMap(changeLines),
      ];
    case 'no-verdict':
      return [`${answerName(change.answer)}: ${safeText(shorten(change.reason, LONGEST))}`];
    case 'not-locked':
      return [notLockedText(change.found)];
    case 'gone':
      return [];
  }
}

function notLockedText(found: NamedSets | null): string {
  if (found === null) return 'without an answer here';
  return found.length === 0 ? 'fails even with everything granted' : `needs ${setsInline(found)}`;
}

function answerLines({ answer, locked, found, proofs }: AnswerDifference): string[] {
  return [
    `${answerName(answer)}: locked ${setsInline(locked)}; now ${setsInline(found)}`,
    ...proofs.flatMap(proofLines).map((line) => `  ${line}`),
  ];
}

function answerName(answer: AnswerDifference['answer']): string {
  return answer === 'faithful' ? 'same image' : 'exit code 0';
}

function silenceLine(change: Extract<CaseDifference, { kind: 'became-error' | 'became-silent' }>): string {
  const { kind, capability, set, trials, shown } = change;
  const when = capability === null ? `with ${setsInline([set ?? []])} alone` : `without ${safeText(capability)}`;
  const what = shown[0] === undefined ? '' : `: ${safeText(shorten(shown[0], LONGEST))}`;
  const [was, is] =
    kind === 'became-error' ? ['a silent loss', 'an error'] : ['an error', 'exit code 0, another image'];
  return `${when}: was ${was}, now ${is}${trialsText(trials)}${what}`;
}

/** Whether a change is tolerated, or no longer is. */
export function toleranceLines({ tolerance }: CaseChange): string[] {
  if (tolerance.kind === 'none') return [];
  const { reason, expires } = tolerance.exception;
  const words =
    tolerance.kind === 'tolerated' ? `tolerated until ${expires}` : `was tolerated until ${expires}, no longer`;
  return [`${words}: ${safeText(shorten(reason, LONGEST))}`];
}

/** What was changed since the case was locked; the builders are told once for all cases, as nearly always they are the same. */
function causeLines({ causes, facts, changes }: CheckedCase): string[] {
  if (changes.every(({ kind }) => kind === 'not-locked' || kind === 'gone' || kind === 'no-verdict')) return [];
  if (causes.some(({ field }) => field !== 'builder'))
    return [`changed since it was locked: ${causes.map(causeText).join('; ')}`];
  if (causes.length + facts.length > 0) return [];
  return ['nothing that is locked of the build was changed: what it fetches may have, or the lock file was edited'];
}

function causeText(cause: DifferingFact): string {
  return cause.field === 'builder' ? (FIELD_WORDS['builder'] ?? '') : obstacleText(cause);
}

/** The names of what may differ. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  builder: 'the builder',
  tool: 'this program',
  contextSha256: 'the Dockerfile or its context',
  bases: 'base images',
  network: 'the network',
  untestable: 'what the engine cannot grant',
};

/** A fact before and after; of a hash only that it differs. */
export function obstacleText({ field, before, after }: DifferingFact): string {
  const name = FIELD_WORDS[field] ?? field.replace(/^environment\./, '');
  if (field === 'contextSha256') return name;
  return safeText(`${name} (${shorten(before, LONGEST)} → ${shorten(after, LONGEST)})`);
}
