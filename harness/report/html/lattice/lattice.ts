import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  intersection,
  isSubset,
  namesOf,
  singletons,
  sizeOf,
  union,
} from '../../../capabilities/capability-set.ts';
import { askedIn } from '../../../capabilities/cube.ts';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import { subsetsOf } from '../../../capabilities/subsets.ts';
import { answerBorders } from '../../../record/answer-borders.ts';
import { recordedCover } from '../../../record/answer-cover.ts';
import { effectOfSet, type KnownBy, knownBy, type SetEffect } from '../../../record/set-effect.ts';
import { type RecordedTrial, trialsOf } from '../../../record/trials-of-set.ts';
import { ANSWERS } from '../../../vocabulary/answer.ts';
import type { CaseView } from '../case-view.ts';

/** All subsets of the capabilities that matter to a case, each with what it does and whether it lies on a border. */
export interface Lattice {
  /** In kernel order. */
  readonly over: readonly string[];
  /** By size, the empty set first. */
  readonly layers: readonly (readonly LatticeNode[])[];
  /** Pairs of sets that differ in one capability, the smaller one first. */
  readonly edges: readonly (readonly [LatticeNode, LatticeNode])[];
}

/** One set of a lattice. */
export interface LatticeNode {
  readonly set: CapabilitySet;
  readonly effect: SetEffect;
  /** How that is known; undefined in a record that does not tell what the kernel was asked about. */
  readonly knownBy: KnownBy | undefined;
  /** `minimal` among the sets that give the same image, or `maximal` among those that do not. */
  readonly border: 'minimal' | 'maximal' | undefined;
  /** The trials of the set itself, and of it with everything that does not matter. */
  readonly trials: readonly RecordedTrial[];
}

/** Of more capabilities nobody could read a drawing. */
export const MOST_CAPABILITIES = 6;

/** The lattice of a case over the members of its minimal sets and others asked for; undefined where there is none, or too much to draw. */
export function latticeOf(view: CaseView, others: CapabilitySet): Lattice | undefined {
  const { one } = view;
  const needed = [...one.faithful.minimalSets, ...one.exitZero.minimalSets].map(setOfNames).reduce(union, others);
  const withHurting = union(needed, hurtingMembers(one));
  const over = sizeOf(withHurting) > MOST_CAPABILITIES ? needed : withHurting;
  if (one.faithful.minimalSets.length === 0 || sizeOf(over) === 0 || sizeOf(over) > MOST_CAPABILITIES) return undefined;
  const rest = difference(view.universe, over);
  const judge = judgeOf(view, rest);
  const nodes = new Map(subsetsOf(over).map((set) => [set, judge(set)]));
  const all = [...nodes.values()];
  return {
    over: namesOf(over),
    layers: Array.from({ length: sizeOf(over) + 1 }, (_, size) => all.filter(({ set }) => sizeOf(set) === size)),
    edges: all.flatMap((node) =>
      singletons(difference(over, node.set)).flatMap((single) => {
        const larger = nodes.get(union(node.set, single));
        return larger === undefined ? [] : [[node, larger] as const];
      }),
    ),
  };
}

/** The capabilities that hurt some sets, and those that repair that. */
function hurtingMembers(one: CaseView['one']): CapabilitySet {
  const exceptions = ANSWERS.flatMap((answer) => recordedCover(one, answer)?.exceptions ?? []);
  return exceptions.map(askedIn).reduce(union, EMPTY_SET);
}

function judgeOf({ one, universe }: CaseView, rest: CapabilitySet): (set: CapabilitySet) => LatticeNode {
  const over = difference(universe, rest);
  const { minimal, failing } = answerBorders(one, 'faithful');
  const maximal = failing.filter((set) => isSubset(rest, set)).map((set) => intersection(set, over));
  const isWatched = (one.faithful.cover ?? one.exitZero.cover ?? null) !== null;
  return (set) => {
    const effected = effectOfSet(one, set);
    return {
      set,
      effect: effected.effect,
      knownBy: isWatched ? knownBy(effected) : undefined,
      border: minimal.includes(set) ? 'minimal' : maximal.includes(set) ? 'maximal' : undefined,
      trials: rest === EMPTY_SET ? trialsOf(one, set) : [...trialsOf(one, set), ...trialsOf(one, union(set, rest))],
    };
  };
}
