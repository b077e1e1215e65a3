import { type CapabilitySet, compareSets, difference, isSubset } from '../../capabilities/capability-set.ts';
import type { Outcome } from '../../vocabulary/answer.ts';
import { type CubeCover, coverOf } from '../cubes/cube-cover.ts';
import { minimalSetsOf } from '../cubes/exceptions.ts';
import type { Fact } from './fact.ts';
import { factsOfCubes } from './facts-of-cubes.ts';
import { maximalSets, minimalSets, minimalTransversals } from './transversals.ts';

/**
 * What the trials so far say about every subset of a universe. What trials of watched builds decide is certain; only of what is
 * left is it assumed that more capabilities never hurt. An immutable value, built anew from all facts; the order of the facts does
 * not matter.
 */
export interface Ledger {
  readonly universe: CapabilitySet;
  /** The facts about subsets of the universe; facts about other sets are left out. */
  readonly facts: readonly Fact[];
  /** The smallest sets that were seen to pass; the universe alone as long as only the reference is known. */
  readonly passing: readonly CapabilitySet[];
  /** The largest sets that were seen to fail, without those that a conflict puts in doubt. */
  readonly failing: readonly CapabilitySet[];
  /** Sets that both passed and failed. They count as passing; a finding that has any must say so. */
  readonly flaky: readonly CapabilitySet[];
  /** Observations that contradict "more capabilities never hurt". */
  readonly conflicts: readonly Conflict[];
  /** Whether every subset of the universe is decided: `passing` and `failing` are then the two borders. */
  readonly complete: boolean;
  /** What watched trials decide without that assumption; undefined where none was watched. */
  readonly cover: CubeCover | undefined;
  /** The largest sets that could still fail although nothing decides them: what a proof still needs. */
  open(): readonly CapabilitySet[];
  /** What is known of a set, from its own trials or by implication. */
  statusOf(set: CapabilitySet): SetStatus;
  /** On what the status of a set rests. */
  basisOf(set: CapabilitySet): DecisionBasis;
  /** How often the set passed and failed; of one that stands for a cube, all trials of that cube count. */
  countsOf(set: CapabilitySet): Counts;
}

/** What is known of a set, and why. */
export type SetStatus =
  | {
      readonly status: Outcome;
      /** The observed set that decides: the set itself, or the border set that implies its status. */
      readonly by: CapabilitySet;
      /** The trials of that set which show it. */
      readonly trials: readonly string[];
    }
  | { readonly status: 'unknown'; readonly by: undefined; readonly trials: readonly string[] };

/** On what the status of a set rests: its own trials, a watched trial of another set, the assumption, or nothing. */
export type DecisionBasis = 'trial' | 'cube' | 'assumption' | 'open';

/** A witness pair: a set that passed inside a larger one that failed. */
export interface Conflict {
  readonly passing: CapabilitySet;
  readonly failing: CapabilitySet;
  readonly passTrials: readonly string[];
  readonly failTrials: readonly string[];
}

/** Observations of one set. */
export interface Counts {
  readonly passes: number;
  readonly fails: number;
}

interface Tally {
  readonly pass: string[];
  readonly fail: string[];
}

type Tallies = ReadonlyMap<CapabilitySet, Tally>;

/** Draws every conclusion from the facts. */
export function buildLedger(universe: CapabilitySet, allFacts: readonly Fact[]): Ledger {
  const facts = allFacts.filter((fact) => isSubset(fact.set, universe));
  const cover = coverOf(universe, facts);
  const own = tally(facts);
  const tallies = cover === undefined ? own : tally([...facts, ...factsOfCubes(cover, facts)]);
  const borders = cover?.complete === true ? bordersOfCover(cover) : bordersOfTrials(universe, tallies);
  const { passing, failing, open } = borders;
  const basisOf = (set: CapabilitySet): DecisionBasis => {
    if (own.has(set)) return 'trial';
    if (isDecidedBy(cover, set)) return 'cube';
    return statusIn(borders, tallies, set).status === 'unknown' ? 'open' : 'assumption';
  };
  return {
    universe,
    facts,
    passing,
    failing,
    flaky: [...own.keys()].filter((set) => isFlaky(own.get(set))).sort(compareSets),
    conflicts: borders.conflicts,
    complete: open.length === 0,
    cover,
    open: () => open,
    statusOf: (set) => statusFrom(own, cover, set) ?? statusIn(borders, tallies, set),
    basisOf,
    countsOf: (set) => ({ passes: tallies.get(set)?.pass.length ?? 0, fails: tallies.get(set)?.fail.length ?? 0 }),
  };
}

interface LedgerBorders extends Pick<Ledger, 'passing' | 'failing' | 'conflicts'> {
  readonly open: readonly CapabilitySet[];
}

/** Where cubes decide every set, the answer is exact, whether or not more capabilities hurt. */
function bordersOfCover(cover: CubeCover): LedgerBorders {
  const passing = minimalSetsOf(cover);
  const failing = minimalTransversals(passing).map((transversal) => difference(cover.universe, transversal));
  return { passing, failing, open: [], conflicts: [] };
}

function bordersOfTrials(universe: CapabilitySet, tallies: Tallies): LedgerBorders {
  const observed = [...tallies.keys()].sort(compareSets);
  // A false failure is easy to come by (network, time, memory), a false pass is not: one pass outweighs any number of failures.
  const passed = observed.filter((set) => verdictOf(tallies.get(set)) === 'pass');
  const failed = observed.filter((set) => verdictOf(tallies.get(set)) === 'fail');
  const passing = minimalSets(passed);
  const failing = maximalSets(failed.filter((set) => !passing.some((smaller) => isSubset(smaller, set))));
  const open = minimalTransversals(passing)
    .map((transversal) => difference(universe, transversal))
    .filter((set) => !failing.some((larger) => isSubset(set, larger)));
  return { passing, failing, open, conflicts: failed.flatMap((set) => conflictsOf(set, passing, tallies)) };
}

function isFlaky(own: Tally | undefined): boolean {
  return own !== undefined && own.pass.length > 0 && own.fail.length > 0;
}

function isDecidedBy(cover: CubeCover | undefined, set: CapabilitySet): boolean {
  const status = cover?.statusOf(set);
  return status === 'pass' || status === 'fail';
}

function tally(facts: readonly Fact[]): Map<CapabilitySet, Tally> {
  const tallies = new Map<CapabilitySet, Tally>();
  for (const { set, outcome, trial } of facts) {
    const own = tallies.get(set) ?? { pass: [], fail: [] };
    own[outcome].push(trial);
    tallies.set(set, own);
  }
  return tallies;
}

function verdictOf(own: Tally | undefined): Outcome | 'unknown' {
  if (own === undefined) return 'unknown';
  return own.pass.length > 0 ? 'pass' : 'fail';
}

/** What the set's own trials say of it, or a cube that holds it. */
function statusFrom(own: Tallies, cover: CubeCover | undefined, set: CapabilitySet): SetStatus | undefined {
  const verdict = verdictOf(own.get(set));
  if (verdict !== 'unknown') {
    // A cube that holds the set tells the more trials, unless it contradicts the set's own.
    const cubes = cover?.cubesWith(set).filter(({ outcome }) => outcome === verdict) ?? [];
    const trials = [...(own.get(set)?.[verdict] ?? []), ...cubes.flatMap((cube) => cube.trials)];
    return { status: verdict, by: set, trials: [...new Set(trials)] };
  }
  const [cube] = isDecidedBy(cover, set) ? (cover?.cubesWith(set) ?? []) : [];
  return cube === undefined ? undefined : { status: cube.outcome, by: cube.sets[0] ?? set, trials: cube.trials };
}

function statusIn({ passing, failing }: LedgerBorders, tallies: Tallies, set: CapabilitySet): SetStatus {
  const decided = (status: Outcome, by: CapabilitySet): SetStatus => ({
    status,
    by,
    trials: tallies.get(by)?.[status] ?? [],
  });
  const smaller = passing.find((border) => isSubset(border, set));
  if (smaller !== undefined) return decided('pass', smaller);
  const larger = failing.find((border) => isSubset(set, border));
  if (larger !== undefined) return decided('fail', larger);
  return { status: 'unknown', by: undefined, trials: [] };
}

function conflictsOf(failing: CapabilitySet, passing: readonly CapabilitySet[], tallies: Tallies): Conflict[] {
  return passing
    .filter((border) => isSubset(border, failing))
    .map((border) => ({
      passing: border,
      failing,
      passTrials: tallies.get(border)?.pass ?? [],
      failTrials: tallies.get(failing)?.fail ?? [],
    }));
}
