import * as z from 'zod';
import { type CapabilitySet, isSubset } from '../capabilities/capability-set.ts';
import { holds } from '../capabilities/cube.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { recordedCube } from '../record/answer-cover.ts';
import { answerTrials } from '../record/answer-trials.ts';
import type { Answer, Outcome } from '../vocabulary/answer.ts';
import { capabilityNames } from '../vocabulary/capability-names.ts';
import { outcomeOf } from '../vocabulary/verdict.ts';
import type { ComparedAnswer, ComparedCase, ComparedTrial } from './compared-case.ts';
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
  /** The set that does not serve on the other side: this one, where trials decide it; or a tried one with more. */
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
  if (['infrastructure', 'unreproducible', 'tampered', 'invalid'].includes(one.status)) return undefined;
  return one[answer].complete ? one[answer].minimalSets : undefined;
}

/** Compares one answer of the same build by two builders; undefined if a side has none. */
export function compareAnswers(before: ComparedCase, after: ComparedCase, answer: Answer): AnswerChange | undefined {
  const sets = { before: comparableSets(before, answer), after: comparableSets(after, answer) };
  if (sets.before === undefined || sets.after === undefined) return undefined;
  const lost = onlyHere(sets.before, { sets: sets.after, ...after[answer] });
  const gained = onlyHere(sets.after, { sets: sets.before, ...before[answer] });
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

/** The minimal sets of one side that do not serve on the other: they hold none of its minimal sets, or more that hurts. */
function onlyHere(own: NamedSets, other: Pick<ComparedAnswer, 'cover'> & { sets: NamedSets }): (readonly string[])[] {
  const serving = other.sets.map(setOfNames);
  const exceptions = (other.cover?.exceptions ?? []).map(recordedCube);
  return own.filter((names) => {
    const set = setOfNames(names);
    const holdsOne = serving.some((needed) => isSubset(needed, set));
    return !holdsOne || exceptions.some((cube) => holds(cube, set));
  });
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
  const own = decidingTrials(failing, wanted, { answer, outcome: 'fail' });
  const isDecided = own.length > 0;
  const failed = isDecided ? own : nearestFailure(failing, wanted, answer);
  return {
    serves,
    set,
    passing: decidingTrials(passing, wanted, { answer, outcome: 'pass' }).map(({ id }) => id),
    failingSet: isDecided ? set : (failed[0]?.set ?? set),
    failing: failed.map(({ id }) => id),
    silent: failed.length === 0 ? null : failed.every(({ verdict }) => verdict === 'degraded'),
    shown: failed.find(({ shown }) => shown.length > 0)?.shown ?? [],
  };
}

/** The trials of the very set that ended so; or where it was not tried, the watched ones of other sets that decide it. */
function decidingTrials(
  one: ComparedCase,
  wanted: CapabilitySet,
  { answer, outcome }: { readonly answer: Answer; readonly outcome: Outcome },
): ComparedTrial[] {
  const ended = answerTrials(one).filter((trial) => outcomeOf(trial.verdict, answer) === outcome);
  const own = ended.filter((trial) => setOfNames(trial.set) === wanted);
  if (own.length > 0) return own;
  const cubes = one[answer].cover?.cubes.filter((cube) => holds(recordedCube(cube), wanted)) ?? [];
  return ended.filter(({ id }) => cubes.some(({ trials }) => trials.includes(id)));
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
