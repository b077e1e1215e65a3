import { countOf, safeText } from '../text/plain-text.ts';
import { listText } from '../text/set-text.ts';
import { idsText } from './case-names.ts';
import { builderText } from './check-builder.ts';
import { caseLines, obstacleText } from './check-case-text.ts';
import type { CheckedCase } from './check-change.ts';
import { headlinesOf } from './check-headlines.ts';
import { imageLines } from './check-image-text.ts';
import type { Check } from './check-record.ts';
import type { CheckView } from './check-view.ts';

/** A check as a person reads it: what is not as locked and what to do, then the proof of each, then what else was seen. */
export function checkText(check: Check, view: CheckView): string {
  // Of a case without anything to prove, the first lines have told all.
  const cases = check.cases.map(caseLines).filter((lines) => lines.length > 1);
  return [verdictLines(check, view), sideLines(check), ...cases, imageLines(check.cases), noteLines(check, view)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** The first screen. */
function verdictLines(check: Check, view: CheckView): string[] {
  const headlines = headlinesOf(check, view);
  const counting = headlines.filter(({ effect }) => effect !== 'told');
  return [
    ...(wasInterrupted(check) ? ['The run was interrupted; this is what is known by now.'] : []),
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
    return `Nothing that counts differs from ${lockFile} in ${total}.`;
  return `${cases.length === 1 ? 'The one case is' : `All ${total} are`} as ${lockFile} says.`;
}

/** Tolerated and expired, each with its case. */
function toleratedLines(cases: readonly CheckedCase[]): string[] {
  const of = (kind: 'tolerated' | 'expired'): CheckedCase[] =>
    cases.filter(({ changes }) => changes.some(({ tolerance }) => tolerance.kind === kind));
  const [tolerated, expired] = [of('tolerated'), of('expired')];
  return [
    ...(expired.length === 0
      ? []
      : [
          `An exception is over, and counts no more, for ${idsText(expired)}: give it a new day and say why, or update.`,
        ]),
    ...(tolerated.length === 0 ? [] : [`Tolerated by an exception: ${idsText(tolerated)}.`]),
  ];
}

function sideLines({ run, lockedBuilders, cases }: Check): string[] {
  const facts = [...new Set(cases.flatMap((one) => one.facts.map(obstacleText)))];
  return [
    ...lockedBuilders.map((builder) => `locked   ${builderText(builder)}`),
    ...(run === null ? [] : [`checked  ${builderText(run.builder)}`]),
    ...(facts.length === 0 ? [] : [`other surroundings than where it was locked: ${facts.join('; ')}`]),
  ];
}

function wasInterrupted({ run }: Check): boolean {
  return run?.run.status === 'interrupted';
}

function noteLines(check: Check, { lockFile }: CheckView): string[] {
  const { cases, notAskedFor, idleExceptions } = check;
  const same = cases.filter(({ changes }) => changes.every(({ kind }) => kind === 'reference-changed'));
  const unknown = cases.filter(({ image }) => image.kind === 'unknown');
  const flaky = cases.filter((one) => one.flaky);
  return [
    ...(same.length === 0 ? [] : [`needs the same: ${idsText(same)}`]),
    ...stoodNotes(same),
    ...(unknown.length === 0 ? [] : [`whether the image is another one cannot be told of ${idsText(unknown)}`]),
    ...(flaky.length === 0 ? [] : [`flaky, some set both served and failed: ${idsText(flaky)}`]),
    ...(notAskedFor === 0
      ? []
      : [
          `${wasInterrupted(check) ? 'not begun' : 'not asked for'}: ${countOf(notAskedFor, 'other case')} of ${lockFile}`,
        ]),
    ...idleExceptions.map(
      ({ case: path, accepts }) => `the exception of ${safeText(path)} for ${accepts} is for nothing: take it out`,
    ),
  ];
}

/** What was changed without any effect on what is needed, but for the builder, which the first lines name. */
function stoodNotes(same: readonly CheckedCase[]): string[] {
  const changed = new Map<string, CheckedCase[]>();
  for (const one of same) {
    for (const cause of one.causes) {
      if (cause.field === 'builder') continue;
      const text = obstacleText(cause);
      changed.set(text, [...(changed.get(text) ?? []), one]);
    }
  }
  return [...changed].map(
    ([text, cases]) => `changed, and the answer stands: ${text} in ${listText([idsText(cases)])}`,
  );
}
