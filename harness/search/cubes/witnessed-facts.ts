import { type CapabilitySet, difference, EMPTY_SET, union } from '../../capabilities/capability-set.ts';
import { cubeOf, holds } from '../../capabilities/cube.ts';
import type { Fact } from '../ledger/fact.ts';

/** A fact of a trial of which it is known what the kernel was asked about. */
export type WitnessedFact = Fact & { readonly asked: CapabilitySet };

/**
 * The facts from which cubes may be made. A failure of a set that also passed is chance, and is left out. What trials of one cube
 * were asked about differs now and then: then the union counts.
 */
export function witnessedFacts(facts: readonly Fact[], hidden: CapabilitySet = EMPTY_SET): WitnessedFact[] {
  const passed = new Set(facts.filter(({ outcome }) => outcome === 'pass').map(({ set }) => set));
  const witnessed = facts.flatMap((fact) =>
    fact.asked === undefined || (fact.outcome === 'fail' && passed.has(fact.set))
      ? []
      : [{ ...fact, asked: union(fact.asked, hidden) }],
  );
  return witnessed.map((fact) => ({ ...fact, asked: askedInAll(fact, witnessed) }));
}

/**
 * The union of what trials of the fact's cube were asked about. What only the other trial held, and this one was never denied,
 * was not asked by the build: the overlay filesystem asks with its mounter's credentials (witnessed proof, point 7).
 */
function askedInAll(fact: WitnessedFact, facts: readonly WitnessedFact[]): CapabilitySet {
  const cube = cubeOf(fact.set, fact.asked);
  return facts
    .filter((other) => holds(cube, other.set))
    .map((other) => difference(difference(other.asked, fact.asked), difference(other.set, fact.set)))
    .reduce(union, fact.asked);
}
