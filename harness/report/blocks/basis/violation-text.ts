import { type CapabilitySet, EMPTY_SET, isSubset, sizeOf, union } from '../../../capabilities/capability-set.ts';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { countOf, safeText } from '../../../text/plain-text.ts';
import { trialsText } from '../../../text/set-text.ts';
import { ANSWER_WORDS } from '../answer/answer-words.ts';
import { exhaustiveCommand } from '../run/command-text.ts';
import { exceptionLines } from './exception-text.ts';

type Violation = CaseRecord['violations'][number];

/** A pair with each answer for which it is one. */
interface Pair {
  readonly violation: Violation;
  readonly answers: readonly string[];
}

/** How many pairs are told before the rest is counted. */
const PAIRS_TOLD = 3;

/**
 * What shows that more capabilities hurt, that first which `set` has a part in: where watched trials tell, every such set; else
 * the pairs that were seen, and how to see all of it.
 */
export function violationLines(one: CaseRecord, set?: CapabilitySet): string[] {
  const pairs = pairsOf(one);
  const involved = ({ violation: { passing, failing } }: Pair): boolean =>
    set !== undefined && [passing, failing].some((names) => setOfNames(names) === set);
  const ordered = pairs.toSorted((a, b) => Number(involved(b)) - Number(involved(a)));
  const more = pairs.length - PAIRS_TOLD;
  return [
    ...exceptionLines(one, set),
    ...ordered.slice(0, PAIRS_TOLD).map((pair) => pairText(one, pair)),
    ...(more > 0 ? [`and ${countOf(more, 'more such pair')}`] : []),
    ...(pairs.length === 0 || one.truthTable !== null ? [] : [`to try every set: ${tableCommand(one)}`]),
  ];
}

function pairsOf({ violations }: CaseRecord): Pair[] {
  const named = ({ answer }: Violation): string => ANSWER_WORDS[answer];
  const key = ({ passing, failing }: Violation): string => `${passing.join()} ${failing.join()}`;
  const firsts = violations.filter((one, index) => violations.findIndex((other) => key(other) === key(one)) === index);
  return firsts.map((violation) => {
    const same = violations.filter((other) => key(other) === key(violation));
    return { violation, answers: same.map(named) };
  });
}

function pairText(one: CaseRecord, { violation, answers }: Pair): string {
  const { passing, failing, trials } = violation;
  const of = (names: readonly string[]): string[] =>
    one.trials.all
      .filter(({ id, set }) => trials.includes(id) && setOfNames(set) === setOfNames(names))
      .map(({ id }) => id);
  const [passed, failed] = [of(passing), of(failing)];
  const known = passed.length + failed.length > 0;
  return safeText(
    `more capabilities hurt (${answers.join(' and ')}): ` +
      `{${passing.join(' ') || 'nothing'}} works${known ? trialsText(passed) : ''}, ` +
      `{${failing.join(' ')}} does not${trialsText(known ? failed : trials)}`,
  );
}

/** The part of the universe in which it happens: what serves, and what takes part in a violation. */
function tableCommand(one: CaseRecord): string {
  const serving = [...one.faithful.minimalSets, ...one.exitZero.minimalSets];
  // Of the larger failing sets most members have no part in it.
  const smallest = one.violations.filter(({ passing, failing }) =>
    one.violations.every((other) => other.passing.join() !== passing.join() || other.failing.length >= failing.length),
  );
  const pairs = smallest.flatMap(({ passing, failing }) => [passing, failing]);
  const over = [...serving, ...pairs].map(setOfNames).reduce(union, EMPTY_SET);
  const universe = setOfNames(one.universe);
  return exhaustiveCommand(isSubset(universe, over) || sizeOf(over) === 0 ? undefined : over, one);
}

/** Sets that both served and failed, with how often. */
export function flakyLines({ flaky }: CaseRecord): string[] {
  return flaky.map(({ answer, set, passes, failures }) => {
    const name = safeText(set.join(' ') || 'nothing');
    return `flaky (${ANSWER_WORDS[answer]}): {${name}} worked ${countOf(passes, 'time')} and failed ${countOf(failures, 'time')}`;
  });
}
