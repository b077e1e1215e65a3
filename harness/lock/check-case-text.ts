import type { Obstacle } from '../comparison/comparability.ts';
import { setsInline } from '../report/answer-text.ts';
import { safeText, shorten } from '../report/plain-text.ts';
import { trialsText } from '../report/set-text.ts';
import type { AnswerDifference, CaseChange, CaseDifference, CheckedCase, SetProof, TriedSet } from './check-change.ts';

/** The longest line of a build that is told. */
const LONGEST = 160;

/** What a person calls a change. */
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

/** A case in lines: what is not as locked, the trials that prove it, and what was changed since. */
export function caseLines(one: CheckedCase): string[] {
  const told = one.changes.filter(({ kind }) => kind !== 'reference-changed');
  if (told.length === 0) return [];
  const words = [...new Set(told.filter(isWorthAWord).map(({ kind }) => CHANGE_WORDS[kind]))];
  return [
    `${safeText(one.id)}  ${words.join(', ') || 'other sets reach exit code 0'}`,
    ...joined(told).flatMap((change) => [...changeLines(change), ...toleranceLines(change)].map((line) => `  ${line}`)),
    ...causeLines(one).map((line) => `  ${line}`),
  ];
}

/** The second answer is told only where neither the first one nor a loss tells the same. */
function joined(changes: readonly CaseChange[]): CaseChange[] {
  const isToldByLoss = changes.some((change) => 'capability' in change && change.tolerance.kind === 'none');
  const setsOf = ({ locked, found }: AnswerDifference): string => JSON.stringify([locked, found]);
  const first = changes.find((change) => 'proofs' in change && change.answer === 'faithful');
  return changes.filter((change) => {
    if (!('proofs' in change) || change.answer === 'faithful') return true;
    const isSame = first !== undefined && 'proofs' in first && setsOf(first) === setsOf(change);
    return !isSame && !isToldByLoss;
  });
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
        ...change.facts.map((fact) => `${obstacleText(fact)}: this may be the reason`),
        ...change.found.flatMap(changeLines),
      ];
    case 'no-verdict':
      return [`${answerName(change.answer)}: ${safeText(shorten(change.reason, LONGEST))}`];
    case 'not-locked':
      return [change.found === null ? 'no answer here either' : `needs ${setsInline(change.found)}`];
    case 'gone':
      return [];
  }
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

function proofLines({ serves, set, failing, serving }: SetProof): string[] {
  if (serves === 'now') return [servingText(serving)];
  const fails = failing?.silent === true ? 'now gives another image with exit code 0' : 'fails now';
  return [
    `${setsInline([set])} ${fails}${besidesText(set, failing)}${evidence(failing)}`,
    serving === null ? 'no set of the universe serves now' : servingText(serving),
  ];
}

function servingText(serving: TriedSet | null): string {
  if (serving === null) return '';
  return `${setsInline([serving.set])} ${serving.silent ? 'reaches exit code 0' : 'serves'}${evidence(serving)}`;
}

/** A larger set that fails shows that each part of it does; one that is nearly everything is told by what it lacks. */
function besidesText(set: readonly string[], failing: TriedSet | null): string {
  const besides = failing?.set.filter((capability) => !set.includes(capability)) ?? [];
  if (failing === null || besides.length === 0) return '';
  const all = failing.lacking.length === 0 ? 'everything' : `everything but ${failing.lacking.join(' ')}`;
  return `, even with ${safeText(failing.lacking.length < besides.length ? all : besides.join(' '))}`;
}

function evidence(tried: TriedSet | null): string {
  if (tried === null) return '';
  const { trials, capBnd, shown } = tried;
  const what = shown[0] === undefined ? '' : `: ${safeText(shorten(shown[0], LONGEST))}`;
  const mask = capBnd === null ? '' : `, CapBnd ${safeText(capBnd)}`;
  return `${trialsText(trials).replace(/\)$/, `${mask})`)}${what}`;
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
  return ['nothing that is recorded was changed since it was locked: something varies by itself'];
}

function causeText(cause: Obstacle): string {
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
export function obstacleText({ field, before, after }: Obstacle): string {
  const name = FIELD_WORDS[field] ?? field.replace(/^environment\./, '');
  if (field === 'contextSha256') return name;
  return safeText(`${name} (${shorten(before, LONGEST)} → ${shorten(after, LONGEST)})`);
}
