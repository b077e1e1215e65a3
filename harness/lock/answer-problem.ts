import { type CapabilitySet, difference, formatSet, isSubset } from '../capabilities/capability-set.ts';
import { parseSet } from '../capabilities/parse-set.ts';
import { fewMinimalTransversals } from '../search/transversals.ts';
import type { LockedCase } from './lock-file.ts';
import type { LockProblem } from './lock-problem.ts';

type LockedAnswer = LockedCase['faithful'];

/** More minimal sets than any search could have tried: the failing sets were made up. */
const MOST_SETS = 10_000;

/** What is wrong with the two borders of an answer; undefined if they decide every set of the universe, each one way. */
export function answerProblem(answer: LockedAnswer, universe: CapabilitySet): LockProblem | undefined {
  return (
    borderProblem('minimalSets', answer.minimalSets, universe) ??
    borderProblem('maximalFailingSets', answer.maximalFailingSets, universe) ??
    overlap(answer) ??
    gap(answer, universe)
  );
}

function borderProblem(
  border: keyof LockedAnswer,
  texts: readonly string[],
  universe: CapabilitySet,
): LockProblem | undefined {
  const sets = texts.map(parseSet);
  for (const [index, set] of sets.entries()) {
    const field = [border, index];
    const beyond = difference(set, universe);
    if (beyond !== 0n) return { field, what: `${formatSet(beyond)} is not in the universe of the case` };
    const other = sets.find((candidate, at) => at !== index && isSubset(candidate, set));
    if (other === undefined) continue;
    const what = other === set ? 'it is there twice' : `it contains ${formatSet(other)}, which is there as well`;
    return { field, what };
  }
  return undefined;
}

function overlap({ minimalSets, maximalFailingSets }: LockedAnswer): LockProblem | undefined {
  for (const [index, failing] of maximalFailingSets.map(parseSet).entries()) {
    const serving = minimalSets.map(parseSet).find((set) => isSubset(set, failing));
    if (serving === undefined) continue;
    return { field: ['maximalFailingSets', index], what: `it contains ${formatSet(serving)}, which is to serve` };
  }
  return undefined;
}

/** A set serves exactly if it holds something that each maximal failing set lacks. */
function gap({ minimalSets, maximalFailingSets }: LockedAnswer, universe: CapabilitySet): LockProblem | undefined {
  const lacking = maximalFailingSets.map((set) => difference(universe, parseSet(set)));
  const serving = fewMinimalTransversals(lacking, MOST_SETS);
  const stated = minimalSets.map(parseSet);
  const missing = serving?.find((set) => !stated.includes(set));
  if (serving === undefined || missing !== undefined) {
    const decided = missing === undefined ? 'far too many sets' : formatSet(missing);
    return { field: ['minimalSets'], what: `neither these nor the maximalFailingSets decide ${decided}` };
  }
  return undefined;
}
