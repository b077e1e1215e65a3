import { countOf, safeText, shorten } from '../report/plain-text.ts';
import { listText } from '../report/set-text.ts';
import { builderText } from './check-builder.ts';
import { caseLines, obstacleText } from './check-case-text.ts';
import type { CheckedCase } from './check-change.ts';
import { headlinesOf, idsText } from './check-headlines.ts';
import type { Check } from './check-record.ts';
import type { CheckView } from './check-view.ts';

/** A check as a person reads it: what is not as locked and what to do, then the proof of each, then what else was seen. */
export function checkText(check: Check, view: CheckView): string {
  const cases = check.cases.map((one) => caseLines(one).join('\n')).filter((text) => text !== '');
  return [
    verdictLines(check, view),
    sideLines(check),
    ...cases.map((text) => [text]),
    imageLines(check),
    noteLines(check, view),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** The first screen. */
function verdictLines(check: Check, view: CheckView): string[] {
  const headlines = headlinesOf(check, view);
  const counting = headlines.filter(({ effect }) => effect !== 'told');
  const total = countOf(check.cases.length, 'case');
  const nothing = check.cases.some(({ changes }) => changes.length > 0)
    ? `Nothing that counts differs from ${view.lockFile} in ${total}.`
    : `${check.cases.length === 1 ? 'The one case is' : `All ${total} are`} as ${view.lockFile} says.`;
  const none = check.cases.length === 0 ? 'No case to check.' : nothing;
  return [
    ...(counting.length === 0 ? [none] : []),
    ...headlines.flatMap(({ text, advice }) => [text, ...advice.map((line) => `  ${line}`)]),
    ...toleratedLines(check.cases),
  ];
}

/** Tolerated and expired, each with its case. */
function toleratedLines(cases: readonly CheckedCase[]): string[] {
  const of = (kind: 'tolerated' | 'expired'): CheckedCase[] =>
    cases.filter(({ changes }) => changes.some(({ tolerance }) => tolerance.kind === kind));
  const [tolerated, expired] = [of('tolerated'), of('expired')];
  return [
    ...(expired.length === 0 ? [] : [`An exception is over, and counts no more, for ${idsText(expired)}.`]),
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

/** The longest difference of an image that is told. */
const LONGEST = 120;

/** One line for each case that builds another image: what differs first, and how much else. */
function imageLines({ cases, run }: Check): string[] {
  const lines = cases.flatMap(({ id, changes }) =>
    changes.flatMap((change) => {
      if (change.kind !== 'reference-changed') return [];
      const [first, ...others] = change.differences ?? [];
      if (first === undefined) return [];
      const more = others.length === 0 ? '' : `, and ${countOf(others.length, 'further difference')}`;
      return [`  ${safeText(id)}  ${safeText(shorten(first, LONGEST))}${more}`];
    }),
  );
  const untold = cases.filter(({ changes }) =>
    changes.some((change) => change.kind === 'reference-changed' && change.differences === null),
  );
  const how = run === null ? '' : 'give the run that was locked with --prior DIRECTORY';
  return [
    ...(lines.length === 0 ? [] : ['other images with everything granted:', ...lines]),
    ...(untold.length === 0 ? [] : [`to see what differs in the images of ${idsText(untold)}: ${how}`]),
  ];
}

function noteLines({ cases, notAskedFor, idleExceptions }: Check, { lockFile }: CheckView): string[] {
  const same = cases.filter(({ changes }) => changes.every(({ kind }) => kind === 'reference-changed'));
  const unknown = cases.filter(({ image }) => image.kind === 'unknown');
  const flaky = cases.filter((one) => one.flaky);
  return [
    ...(same.length === 0 ? [] : [`needs the same: ${idsText(same)}`]),
    ...stoodNotes(same),
    ...(unknown.length === 0 ? [] : [`whether the image is another one cannot be told of ${idsText(unknown)}`]),
    ...(flaky.length === 0 ? [] : [`flaky, some set both served and failed: ${idsText(flaky)}`]),
    ...(notAskedFor === 0 ? [] : [`not asked for: ${countOf(notAskedFor, 'other case')} of ${lockFile}`]),
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
