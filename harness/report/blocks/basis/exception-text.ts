import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  intersection,
  isSubset,
  namesOf,
  sizeOf,
} from '../../../capabilities/capability-set.ts';
import { type Cube, holds, withoutContained } from '../../../capabilities/cube.ts';
import { answerBorders } from '../../../record/answer-borders.ts';
import { decidingCube, recordedCover } from '../../../record/answer-cover.ts';
import type { CaseRecord, RunRecord } from '../../../record/record.ts';
import { countOf, safeText } from '../../../text/plain-text.ts';
import { trialsText } from '../../../text/set-text.ts';
import { ANSWERS, type Answer } from '../../../vocabulary/answer.ts';
import { ANSWER_WORDS } from '../answer/answer-words.ts';

/** How many are told before the rest is counted. */
const TOLD = 5;

/** Which capabilities hurt the sets that work, and which others repair that; those first that hurt `set`. */
export function exceptionLines(one: CaseRecord, set?: CapabilitySet): string[] {
  const texts = new Map<string, { readonly answers: string[]; readonly isAsked: boolean }>();
  for (const answer of ANSWERS) {
    for (const exception of exceptionsOf(one, answer)) {
      const text = exceptionText(one, answer, exception);
      const isAsked = set !== undefined && holds(exception, set);
      const known = texts.get(text) ?? { answers: [], isAsked };
      texts.set(text, { ...known, answers: [...new Set([...known.answers, ANSWER_WORDS[answer]])] });
    }
  }
  const ordered = [...texts].toSorted(([, a], [, b]) => Number(b.isAsked) - Number(a.isAsked));
  const more = ordered.length - TOLD;
  return [
    ...ordered
      .slice(0, TOLD)
      .map(([text, { answers }]) => `more capabilities hurt (${answers.join(' and ')}): ${text}`),
    ...(more > 0 ? [`and ${countOf(more, 'more way')} in which more capabilities hurt`] : []),
  ];
}

/** How many cases are told before the rest is counted. */
const CASES_TOLD = 5;

/** What hurts each case of a record, the first way of each; nothing where none is known to be hurt in this way. */
export function exceptionSummary({ cases }: Pick<RunRecord, 'cases'>): string[] {
  const lines = cases.flatMap((one) => {
    const [first, ...others] = exceptionLines(one);
    const more = others.length === 0 ? '' : `; and ${countOf(others.length, 'more way')}`;
    return first === undefined ? [] : [`${safeText(one.id)}: ${first}${more}`];
  });
  const more = lines.length - CASES_TOLD;
  return [
    ...lines.slice(0, CASES_TOLD),
    ...(more > 0 ? [`more capabilities hurt in ${countOf(more, 'more case')}`] : []),
  ];
}

/** What hurts a set that holds a minimal set and does not work; undefined of a set that nothing is known to hurt. */
export function hurtText(one: CaseRecord, answer: Answer, set: CapabilitySet): string | undefined {
  const exception = exceptionsOf(one, answer).find((cube) => holds(cube, set));
  return exception && `more capabilities hurt: ${exceptionText(one, answer, exception)}`;
}

/** The exceptions that no other one contains. */
function exceptionsOf(one: CaseRecord, answer: Answer): Cube[] {
  return withoutContained(recordedCover(one, answer)?.exceptions ?? []);
}

/** `{CHOWN} works; with FOWNER added it does not (t0007), unless FSETID is added too`. */
function exceptionText(one: CaseRecord, answer: Answer, exception: Cube): string {
  const { granted } = exception;
  const works = workingBelow(answerBorders(one, answer).minimal, exception);
  const trials = decidingCube(recordedCover(one, answer), granted)?.trials ?? [];
  const lacking = works === EMPTY_SET ? 'the empty set' : `{${namesOf(works).join(' ')}}`;
  return safeText(
    `${lacking} works; with ${namesOf(difference(granted, works)).join(' ')} added ` +
      `it does not${trialsText(trials)}, ${repairText(exceptionsOf(one, answer), granted)}`,
  );
}

/** What has to be added so that the set lies in none of the exceptions that its capabilities bring: one of each. */
function repairText(exceptions: readonly Cube[], granted: CapabilitySet): string {
  const each = exceptions.filter((other) => isSubset(other.granted, granted)).map(({ withheld }) => namesOf(withheld));
  const needed = [...new Set(each.map((names) => names.join(' or ')))];
  if (needed.includes('')) return 'whatever else is added';
  const [only, second] = needed;
  if (second === undefined) return `unless ${only} is added too`;
  return `unless ${needed.map((names) => (names.includes(' or ') ? `one of ${names}` : names)).join(' and ')} are added too`;
}

/** The minimal set below an exception that differs least from it. */
function workingBelow(minimal: readonly CapabilitySet[], { granted, withheld }: Cube): CapabilitySet {
  const reachable = minimal.filter((set) => intersection(set, withheld) === EMPTY_SET);
  const below = reachable.filter((set) => isSubset(set, granted));
  const [nearest] = (below.length > 0 ? below : reachable).toSorted(
    (a, b) => sizeOf(difference(granted, a)) - sizeOf(difference(granted, b)),
  );
  return nearest ?? EMPTY_SET;
}
