import { type CapabilitySet, EMPTY_SET } from '../../capabilities/capability-set.ts';
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
  const all = witnessedFacts(facts, hidden)?.facts ?? [];
  const passes = all.filter(({ fact }) => fact.outcome === 'pass');
  const fails = all.filter(({ fact }) => fact.outcome === 'fail');
  const found: Contradiction[] = [];
  for (const pass of passes) {
    for (const fail of fails) {
      const differing = pass.set ^ fail.set;
      if ((differing & pass.asked & fail.asked) !== 0) continue;
      const isDirect = (differing & pass.asked) === 0 || (differing & fail.asked) === 0;
      found.push({ pass: pass.fact, fail: fail.fact, isDirect });
    }
  }
  return found;
}

/** The capabilities in which the sets of the two trials differ. */
export function differenceBetween({ pass, fail }: Contradiction): CapabilitySet {
  return (pass.set ^ fail.set) as CapabilitySet;
}
