import { type CapabilitySet, EMPTY_SET } from '../../capabilities/capability-set.ts';
import { cubeOf, holds, meet } from '../../capabilities/cube.ts';
import type { Fact } from '../ledger/fact.ts';
import { type WitnessedFact, witnessedFacts } from './witnessed-facts.ts';

/** Two trials whose cubes share sets, of which one passed and one failed. */
export interface Contradiction {
  readonly pass: WitnessedFact;
  readonly fail: WitnessedFact;
  /** Whether the set of one of them is in the cube of the other one. */
  readonly isDirect: boolean;
}

/** All pairs of trials that contradict each other, given the capabilities that are known to decide without being asked about. */
export function contradictionsIn(facts: readonly Fact[], hidden: CapabilitySet = EMPTY_SET): Contradiction[] {
  const witnessed = witnessedFacts(facts, hidden);
  const passes = witnessed.filter(({ outcome }) => outcome === 'pass');
  const fails = witnessed.filter(({ outcome }) => outcome === 'fail');
  return passes.flatMap((pass) =>
    fails.flatMap((fail) => {
      const [passing, failing] = [cubeOf(pass.set, pass.asked), cubeOf(fail.set, fail.asked)];
      if (meet(passing, failing) === undefined) return [];
      return [{ pass, fail, isDirect: holds(passing, fail.set) || holds(failing, pass.set) }];
    }),
  );
}

/** The capabilities in which the sets of the two trials differ. */
export function differenceBetween({ pass, fail }: Contradiction): CapabilitySet {
  return (pass.set ^ fail.set) as CapabilitySet;
}
