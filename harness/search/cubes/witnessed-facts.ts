import { type CapabilitySet, EMPTY_SET, sizeOf, union } from '../../capabilities/capability-set.ts';
import type { Fact } from '../ledger/fact.ts';
import { type Classes, classesOf } from './classes.ts';

/** A fact of a trial of which it is known what the kernel was asked about. */
export type WitnessedFact = Fact & { readonly asked: CapabilitySet };

/** A witnessed fact by the numbers of its sets: a search compares each with each after every trial. */
export interface NumberedFact {
  readonly fact: WitnessedFact;
  readonly set: number;
  readonly asked: number;
}

/** Facts from which cubes may be made, and the capabilities that they were asked about. */
export interface WitnessedFacts {
  readonly classes: Classes;
  readonly facts: readonly NumberedFact[];
}

/** Beyond these many capabilities that matter, the sets are too many to be looked at one by one. */
const MOST_RELEVANT = 16;

/**
 * The facts from which cubes may be made; undefined where there are none, or too much was asked about. A failure of a set that also
 * passed is chance, and is left out. What trials of one cube were asked about differs now and then: then the union counts.
 */
export function witnessedFacts(facts: readonly Fact[], hidden: CapabilitySet = EMPTY_SET): WitnessedFacts | undefined {
  const passed = new Set(facts.filter(({ outcome }) => outcome === 'pass').map(({ set }) => set));
  const witnessed = facts.flatMap((fact) =>
    fact.asked === undefined || (fact.outcome === 'fail' && passed.has(fact.set))
      ? []
      : [{ ...fact, asked: union(fact.asked, hidden) }],
  );
  const relevant = witnessed.map(({ asked }) => asked).reduce(union, EMPTY_SET);
  if (witnessed.length === 0 || sizeOf(relevant) > MOST_RELEVANT) return undefined;
  const classes = classesOf(relevant);
  const numbered = witnessed.map((fact) => ({
    fact,
    set: classes.numberOf(fact.set),
    asked: classes.numberOf(fact.asked),
  }));
  return { classes, facts: numbered.map((own) => withAsked(classes, own, askedInAll(own, numbered))) };
}

/**
 * The union of what trials of the fact's cube were asked about. What only the other trial held, and this one was never denied,
 * was not asked by the build: the overlay filesystem asks with its mounter's credentials (witnessed proof, point 7).
 */
function askedInAll({ set, asked }: NumberedFact, facts: readonly NumberedFact[]): number {
  let all = asked;
  for (const other of facts) {
    const isInCube = ((other.set ^ set) & asked) === 0;
    if (isInCube) all |= other.asked & ~(other.set & ~set);
  }
  return all;
}

function withAsked(classes: Classes, own: NumberedFact, asked: number): NumberedFact {
  return asked === own.asked ? own : { ...own, asked, fact: { ...own.fact, asked: classes.setOf(asked) } };
}
