import { type CapabilitySet, EMPTY_SET, isSubset, sizeOf, union } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import type { CaseRecord } from '../record/record.ts';
import { exhaustiveCommand } from './command-text.ts';
import { countOf, safeText } from './plain-text.ts';
import { trialsText } from './set-text.ts';

type Violation = CaseRecord['violations'][number];

/** How many pairs are told before the rest is counted. */
const PAIRS_TOLD = 3;

/** The pairs that show that more capabilities hurt, those first that `set` has a part in, and how to see all of it. */
export function violationLines(one: CaseRecord, set?: CapabilitySet): string[] {
  const { violations } = one;
  const involved = (pair: Violation): boolean =>
    set !== undefined && [pair.passing, pair.failing].some((names) => setOfNames(names) === set);
  const ordered = violations.toSorted((a, b) => Number(involved(b)) - Number(involved(a)));
  const more = violations.length - PAIRS_TOLD;
  return [
    ...ordered.slice(0, PAIRS_TOLD).map((pair) => pairText(one, pair)),
    ...(more > 0 ? [`and ${countOf(more, 'more such pair')}`] : []),
    ...(violations.length === 0 || one.truthTable !== null ? [] : [`to see all of it: ${tableCommand(one)}`]),
  ];
}

function pairText(one: CaseRecord, { answer, passing, failing, trials }: Violation): string {
  const of = (names: readonly string[]): string[] =>
    one.trials.all
      .filter(({ id, set }) => trials.includes(id) && setOfNames(set) === setOfNames(names))
      .map(({ id }) => id);
  const [passed, failed] = [of(passing), of(failing)];
  const known = passed.length + failed.length > 0;
  return safeText(
    `more capabilities hurt (${answer === 'faithful' ? 'same image' : 'exit code 0'}): ` +
      `{${passing.join(' ') || 'nothing'}} serves${known ? trialsText(passed) : ''}, ` +
      `{${failing.join(' ')}} does not${trialsText(known ? failed : trials)}`,
  );
}

/** The part of the universe in which it happens: what serves, and what takes part in a violation. */
function tableCommand(one: CaseRecord): string {
  const serving = [...one.faithful.minimalSets, ...one.exitZero.minimalSets];
  const pairs = one.violations.flatMap(({ passing, failing }) => [passing, failing]);
  const over = [...serving, ...pairs].map(setOfNames).reduce(union, EMPTY_SET);
  const universe = setOfNames(one.universe);
  return exhaustiveCommand(isSubset(universe, over) || sizeOf(over) === 0 ? undefined : over, one);
}

/** Sets that both served and failed, with how often. */
export function flakyLines({ flaky }: CaseRecord): string[] {
  return flaky.map(({ answer, set, passes, failures }) => {
    const name = safeText(set.join(' ') || 'nothing');
    const success = answer === 'faithful' ? 'same image' : 'exit code 0';
    return `flaky (${success}): {${name}} served ${countOf(passes, 'time')} and failed ${countOf(failures, 'time')}`;
  });
}
