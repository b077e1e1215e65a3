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
} from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import type { CaseView, RecordedTrial } from './case-view.ts';

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
  readonly effect: Effect;
  /** `minimal` among the sets that give the same image, or `maximal` among those that do not. */
  readonly border: 'minimal' | 'maximal' | undefined;
  /** The trials of the set itself, and of it with everything that does not matter. */
  readonly trials: readonly RecordedTrial[];
}

/** What a set does to a build. */
export type Effect = 'serves' | 'differs' | 'fails' | 'undecided';

/** Of more capabilities nobody could read a drawing. */
export const MOST_CAPABILITIES = 6;

/** The lattice of a case over the members of its minimal sets and others asked for; undefined where there is none, or too much to draw. */
export function latticeOf(view: CaseView, others: CapabilitySet): Lattice | undefined {
  const { one } = view;
  const over = [...one.faithful.minimalSets, ...one.exitZero.minimalSets].map(setOfNames).reduce(union, others);
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

function judgeOf(view: CaseView, rest: CapabilitySet): (set: CapabilitySet) => LatticeNode {
  const { one } = view;
  const over = difference(view.universe, rest);
  const failing = one.faithful.maximalFailingSets.map(setOfNames);
  const maximal = failing.filter((set) => isSubset(rest, set)).map((set) => intersection(set, over));
  const failingExit = one.exitZero.maximalFailingSets.map(setOfNames);
  const minimalExit = one.exitZero.minimalSets.map(setOfNames);
  const isViolated = one.violations.length > 0;
  return (set) => {
    const trials =
      rest === EMPTY_SET ? view.trialsOf(set) : [...view.trialsOf(set), ...view.trialsOf(union(set, rest))];
    const implied = (): Effect => {
      if (view.minimal.some((minimal) => isSubset(minimal, set))) return 'serves';
      if (failingExit.some((larger) => isSubset(set, larger))) return 'fails';
      const isFailing = failing.some((larger) => isSubset(set, larger));
      return isFailing && minimalExit.some((minimal) => isSubset(minimal, set)) ? 'differs' : 'undecided';
    };
    return {
      set,
      // Where more capabilities hurt no set decides another: only what was tried is told.
      effect: isViolated ? observed(view.trialsOf(set)) : implied(),
      border: view.minimal.includes(set) ? 'minimal' : maximal.includes(set) ? 'maximal' : undefined,
      trials,
    };
  };
}

const EFFECTS = { faithful: 'serves', degraded: 'differs', failed: 'fails', timeout: 'fails' } as const;

function observed(trials: readonly RecordedTrial[]): Effect {
  const effects = new Set(
    trials.map(({ verdict }) => (verdict in EFFECTS ? EFFECTS[verdict as keyof typeof EFFECTS] : 'undecided')),
  );
  const [only] = effects;
  return effects.size === 1 && only !== undefined ? only : 'undecided';
}
