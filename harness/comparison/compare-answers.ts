import * as z from 'zod';
import { type CapabilitySet, isSubset } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { answerTrials } from '../record/answer-trials.ts';
import type { Answer } from '../vocabulary/answer.ts';
import { capabilityNames } from '../vocabulary/capability-names.ts';
import { outcomeOf } from '../vocabulary/verdict.ts';
import type { ComparedCase, ComparedTrial } from './compared-case.ts';
import { type NamedSets, namedSets } from './named-sets.ts';

/** How the sets that serve changed. Where they are `different`, some serve only before and others only after. */
const relation = z.enum(['unchanged', 'needs-more', 'needs-less', 'different']);

/** How the sets that serve changed. */
export type Relation = z.output<typeof relation>;

/** A set that serves on one side only, with the trials that show it. */
const witness = z.object({
  /** Where it serves. */
  serves: z.enum(['before', 'after']),
  set: capabilityNames.readonly(),
  /** The trials in which it served; empty where they are not kept. */
  passing: z.array(z.string()).readonly(),
  /** The tried set that does not serve on the other side: the set itself, or one with more. */
  failingSet: capabilityNames.readonly(),
  /** The trials in which that one did not serve; empty where they are not kept. */
  failing: z.array(z.string()).readonly(),
  /** Whether the build reported success there and gave another image; null where no trial tells. */
  silent: z.boolean().nullable(),
  /** What the failing trials showed. */
  shown: z.array(z.string()).readonly(),
});

/** A set that serves on one side only, with the trials that show it. */
export type Witness = z.output<typeof witness>;

/** How one answer of a case changed. */
export const answerChange = z.object({
  relation,
  /** The minimal sets; none where the build fails with everything granted. */
  before: namedSets,
  after: namedSets,
  witnesses: z.array(witness).readonly(),
});

/** How one answer of a case changed. */
export type AnswerChange = z.output<typeof answerChange>;

/**
 * The minimal sets of an answer that can be compared; undefined where there is none. A build that fails with everything
 * granted is an answer: no set of the universe serves.
 */
export function comparableSets(one: ComparedCase, answer: Answer): NamedSets | undefined {
  if (one.status === 'reference-failed') return [];
  if (one.status === 'infrastructure' || one.status === 'unreproducible') return undefined;
  return one[answer].complete ? one[answer].minimalSets : undefined;
}

/** Compares one answer of the same build by two builders; undefined if a side has none. */
export function compareAnswers(before: ComparedCase, after: ComparedCase, answer: Answer): AnswerChange | undefined {
  const sets = { before: comparableSets(before, answer), after: comparableSets(after, answer) };
  if (sets.before === undefined || sets.after === undefined) return undefined;
  const lost = onlyHere(sets.before, sets.after);
  const gained = onlyHere(sets.after, sets.before);
  return {
    relation: relationOf(lost.length > 0, gained.length > 0),
    before: sets.before,
    after: sets.after,
    witnesses: [
      ...lost.map((set) => witnessOf({ set, serves: 'before', passing: before, failing: after, answer })),
      ...gained.map((set) => witnessOf({ set, serves: 'after', passing: after, failing: before, answer })),
    ],
  };
}

function relationOf(someLost: boolean, someGained: boolean): Relation {
  if (someLost && someGained) return 'different';
  if (someLost) return 'needs-more';
  return someGained ? 'needs-less' : 'unchanged';
}

/** The minimal sets of one side that do not serve on the other. */
function onlyHere(own: NamedSets, other: NamedSets): (readonly string[])[] {
  const serving = other.map(setOfNames);
  return own.filter((set) => !serving.some((needed) => isSubset(needed, setOfNames(set))));
}

interface Sides {
  readonly set: readonly string[];
  readonly serves: Witness['serves'];
  readonly passing: ComparedCase;
  readonly failing: ComparedCase;
  readonly answer: Answer;
}

function witnessOf({ set, serves, passing, failing, answer }: Sides): Witness {
  const wanted = setOfNames(set);
  const failed = nearestFailure(failing, wanted, answer);
  return {
    serves,
    set,
    passing: answerTrials(passing)
      .filter((trial) => setOfNames(trial.set) === wanted && outcomeOf(trial.verdict, answer) === 'pass')
      .map(({ id }) => id),
    failingSet: failed[0]?.set ?? set,
    failing: failed.map(({ id }) => id),
    silent: failed.length === 0 ? null : failed.every(({ verdict }) => verdict === 'degraded'),
    shown: failed.find(({ shown }) => shown.length > 0)?.shown ?? [],
  };
}

/** The failing trials of the smallest tried set that holds this one: where more never hurts, they decide it. */
function nearestFailure(one: ComparedCase, wanted: CapabilitySet, answer: Answer): ComparedTrial[] {
  const failed = answerTrials(one).filter(
    (trial) => outcomeOf(trial.verdict, answer) === 'fail' && isSubset(wanted, setOfNames(trial.set)),
  );
  const [nearest] = failed.toSorted((a, b) => a.set.length - b.set.length);
  if (nearest === undefined) return [];
  return failed.filter(({ set }) => setOfNames(set) === setOfNames(nearest.set));
}
