import { type CapabilitySet, difference, singletons } from '../../../harness/capabilities/capability-set.ts';
import { minimalTransversals } from '../../../harness/search/ledger/transversals.ts';
import { seededRandom, shuffled } from '../../../harness/search/seeded-random.ts';
import { type Asking, type Claim, Memory, type Task } from './method.ts';

/**
 * MARCO (Liffiton, Previti, Malik and Marques-Silva 2016) with seeds of maximal size and a shrink of one member after the
 * other. Finds every minimal set and proves it. Takes no guess: an earlier finding does not help it. Seeds are asked side by
 * side; within a shrink that would mostly buy answers of no use, so it asks one set at a time.
 */
export function* marco(task: Task): Asking<Claim> {
  const { universe, seed } = task;
  const memory = new Memory(task);
  const random = seededRandom(seed);
  const found: CapabilitySet[] = [];
  let passing: CapabilitySet | undefined = universe;
  while (passing !== undefined) {
    found.push(yield* shrink(memory, passing, random));
    // Nothing larger than a seed is undecided, so that one which fails is a maximal failing set as it is.
    const seeds = minimalTransversals(found).map((transversal) => difference(universe, transversal));
    passing = yield* memory.firstPassing(shuffled(seeds, random));
  }
  return { minimalSets: found, complete: true };
}

function* shrink(memory: Memory, passing: CapabilitySet, random: () => number): Asking<CapabilitySet> {
  let current = passing;
  for (const single of shuffled(singletons(passing), random)) {
    const smaller = difference(current, single);
    if (yield* memory.passes(smaller)) current = smaller;
  }
  return current;
}
