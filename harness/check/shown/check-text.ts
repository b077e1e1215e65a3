import { standingBehind } from '../../record/record-evidence.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { listText } from '../../text/set-text.ts';
import { builderText } from '../check-builder.ts';
import type { Check } from '../check-record.ts';
import type { CheckView } from '../check-view.ts';
import type { CheckedCase } from '../checked-case.ts';
import { CHANGE_KINDS, kindOf } from '../kinds/change-kinds.ts';
import { caseNames } from './case-names.ts';
import { caseLines } from './check-case-text.ts';
import { configurationNotes } from './check-configuration-text.ts';
import { headlinesOf } from './check-headlines.ts';
import { factText } from './fact-text.ts';

/** A check as a person reads it: what is not as locked and what to do, then the proof of each, then what else was seen. */
export function checkText(check: Check, view: CheckView): string {
  // Of a case without anything to prove, the first lines have told all.
  const cases = check.cases.map(caseLines).filter((lines) => lines.length > 1);
  return [verdictLines(check, view), sideLines(check), ...cases, ...togetherLines(check.cases), noteLines(check, view)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** The first screen. */
function verdictLines(check: Check, view: CheckView): string[] {
  const headlines = headlinesOf(check, view);
  const counting = headlines.filter(({ effect }) => effect !== 'told');
  return [
    ...(wasInterrupted(check) ? ['The run was interrupted. This is what is known so far.'] : []),
    ...configurationNotes(check, view).flatMap(({ text, advice }) => [text, ...advice.map((line) => `  ${line}`)]),
    ...(counting.length === 0 ? [nothingText(check, view)] : []),
    ...headlines.flatMap(({ text, advice }) => [text, ...advice.map((line) => `  ${line}`)]),
    ...toleratedLines(check.cases),
  ];
}

/** What to say where nothing counts. */
export function nothingText({ cases }: Check, { lockFile }: Pick<CheckView, 'lockFile'>): string {
  const total = countOf(cases.length, 'case');
  if (cases.length === 0) return 'No case to check.';
  if (cases.some(({ changes }) => changes.length > 0))
    return `${total} checked. There are differences from ${lockFile} (below), but none that fails the check.`;
  return `${cases.length === 1 ? 'The one case needs' : `All ${total} need`} what ${lockFile} says.`;
}

/** Tolerated and expired, each with its case. */
function toleratedLines(cases: readonly CheckedCase[]): string[] {
  const of = (kind: 'tolerated' | 'expired'): CheckedCase[] =>
    cases.filter(({ changes }) => changes.some(({ tolerance }) => tolerance.kind === kind));
  const [tolerated, expired] = [of('tolerated'), of('expired')];
  return [
    ...(expired.length === 0
      ? []
      : [`The exception for ${caseNames(expired)} has expired. Renew it with a reason, or run \`update\`.`]),
    ...(tolerated.length === 0 ? [] : [`Accepted by an exception: ${caseNames(tolerated)}.`]),
  ];
}

function sideLines({ run, lockedBuilders, cases }: Check): string[] {
  const facts = [...new Set(cases.flatMap((one) => one.facts.map(factText)))];
  return [
    ...lockedBuilders.map((builder) => `locked   ${builderText(builder)}`),
    ...(run === null ? [] : [`checked  ${builderText(run.builder)}${standingBehind(run.evidence, '; ')}`]),
    ...(facts.length === 0 ? [] : [`other surroundings than in the lock file: ${facts.join('; ')}`]),
  ];
}

/** What is told of all cases together, a kind of change after the other. */
function togetherLines(cases: readonly CheckedCase[]): string[][] {
  const changes = cases.flatMap((one) => one.changes.map((change) => ({ one, change })));
  return Object.keys(CHANGE_KINDS).flatMap((name) => {
    const own = changes.filter(({ change }) => change.kind === name);
    const [first] = own;
    return first === undefined ? [] : [kindOf(first.change).together?.(own) ?? []];
  });
}

function wasInterrupted({ run }: Check): boolean {
  return run?.run.status === 'interrupted';
}

function noteLines(check: Check, { lockFile }: CheckView): string[] {
  const { cases, notAskedFor, idleExceptions } = check;
  const same = cases.filter(({ changes }) => changes.every((change) => kindOf(change).isToldTogether === true));
  const rebuilt = cases.filter(isRebuilt);
  const unknown = cases.filter(({ image }) => image.kind === 'unknown');
  const flaky = cases.filter((one) => one.flaky);
  return [
    ...(same.length === 0 ? [] : [`needs the same: ${caseNames(same)}`]),
    ...stoodNotes(same),
    ...(rebuilt.length === 0
      ? []
      : [`a different image, but what is built or its configuration changed as well: ${caseNames(rebuilt)}`]),
    ...(unknown.length === 0 ? [] : [`not known whether the image changed: ${caseNames(unknown)}`]),
    ...(flaky.length === 0 ? [] : [`flaky, a set both worked and failed: ${caseNames(flaky)}`]),
    ...(notAskedFor === 0
      ? []
      : [
          `${wasInterrupted(check) ? 'not started' : 'not asked for'}: ${countOf(notAskedFor, 'other case')} of ${lockFile}`,
        ]),
    ...idleExceptions.map(
      ({ case: path, accepts }) => `unused exception: ${safeText(path)} for ${accepts}. Remove it.`,
    ),
  ];
}

/** Whether the image is another one as it should be; no change tells of it then. */
function isRebuilt({ image, changes }: CheckedCase): boolean {
  return image.kind === 'differs' && changes.every(({ kind }) => kind !== 'reference-changed');
}

/** What was changed without any effect on what is needed, but for the builder, which the first lines name. */
function stoodNotes(same: readonly CheckedCase[]): string[] {
  const changed = new Map<string, CheckedCase[]>();
  for (const one of same) {
    for (const cause of one.causes) {
      if (cause.field === 'builder') continue;
      const text = factText(cause);
      changed.set(text, [...(changed.get(text) ?? []), one]);
    }
  }
  return [...changed].map(
    ([text, cases]) => `changed without effect on the answer: ${text} in ${listText([caseNames(cases)])}`,
  );
}
