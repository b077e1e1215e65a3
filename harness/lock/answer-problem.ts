import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  formatSet,
  intersection,
  isSubset,
  union,
} from '../capabilities/capability-set.ts';
import { holds } from '../capabilities/cube.ts';
import { parseSet } from '../capabilities/parse-set.ts';
import { fewMinimalTransversals } from '../search/ledger/transversals.ts';
import type { LockedCase } from './lock-file.ts';
import type { LockProblem } from './lock-problem.ts';

/** The two borders of an answer, as sets. */
interface Borders {
  readonly minimalSets: readonly CapabilitySet[];
  readonly maximalFailingSets: readonly CapabilitySet[];
}

/** More minimal sets than any search could have tried: the failing sets were made up. */
const MOST_SETS = 10_000;

/** What is wrong with the two borders of an answer; undefined if they decide every set of the universe, each one way. */
export function answerProblem(answer: LockedCase['faithful'], universe: CapabilitySet): LockProblem | undefined {
  const borders = {
    minimalSets: answer.minimalSets.map(parseSet),
    maximalFailingSets: answer.maximalFailingSets.map(parseSet),
  };
  return (
    borderProblem('minimalSets', borders, universe) ??
    borderProblem('maximalFailingSets', borders, universe) ??
    overlap(borders) ??
    gap(borders, universe) ??
    exceptionProblem(answer, borders, universe)
  );
}

function borderProblem(border: keyof Borders, borders: Borders, universe: CapabilitySet): LockProblem | undefined {
  const sets = borders[border];
  for (const [index, set] of sets.entries()) {
    const field = [border, index];
    const beyond = difference(set, universe);
    if (beyond !== 0n) return { field, what: `${formatSet(beyond)} is not in the universe of the case` };
    const other = sets.find((candidate, at) => at !== index && isSubset(candidate, set));
    if (other === undefined) continue;
    const what = other === set ? 'it occurs twice' : `it contains ${formatSet(other)}, which is also there`;
    return { field, what };
  }
  return undefined;
}

function overlap({ minimalSets, maximalFailingSets }: Borders): LockProblem | undefined {
  for (const [index, failing] of maximalFailingSets.entries()) {
    const serving = minimalSets.find((set) => isSubset(set, failing));
    if (serving === undefined) continue;
    return { field: ['maximalFailingSets', index], what: `it contains ${formatSet(serving)}, which is in minimalSets` };
  }
  return undefined;
}

/** A set serves exactly if it holds something that each maximal failing set lacks. */
function gap({ minimalSets, maximalFailingSets }: Borders, universe: CapabilitySet): LockProblem | undefined {
  const lacking = maximalFailingSets.map((set) => difference(universe, set));
  const serving = fewMinimalTransversals(lacking, MOST_SETS);
  const missing = serving?.find((set) => !minimalSets.includes(set));
  if (serving !== undefined && missing === undefined) return undefined;
  const decided = missing === undefined ? 'too many sets' : formatSet(missing);
  return { field: ['minimalSets'], what: `these and the maximalFailingSets do not decide ${decided}` };
}

/** An exception is about sets that hold a minimal set, and no minimal set is one of them. */
function exceptionProblem(
  { exceptions = [] }: LockedCase['faithful'],
  { minimalSets }: Borders,
  universe: CapabilitySet,
): LockProblem | undefined {
  for (const [index, exception] of exceptions.entries()) {
    const field = ['exceptions', index];
    const [granted, withheld] = [parseSet(exception.granted), parseSet(exception.withheld)];
    const beyond = difference(union(granted, withheld), universe);
    if (beyond !== EMPTY_SET) return { field, what: `${formatSet(beyond)} is not in the universe of the case` };
    if (intersection(granted, withheld) !== EMPTY_SET) return { field, what: 'it grants and withholds the same' };
    if (!minimalSets.some((set) => isSubset(set, granted))) return { field, what: 'it grants no set of minimalSets' };
    const own = minimalSets.find((set) => holds({ granted, withheld }, set));
    if (own !== undefined) return { field, what: `${formatSet(own)} is one of its sets, and is in minimalSets` };
  }
  return undefined;
}
