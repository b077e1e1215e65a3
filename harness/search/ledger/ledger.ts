import { type CapabilitySet, compareSets, difference, isSubset } from '../../capabilities/capability-set.ts';
import type { Outcome } from '../../vocabulary/answer.ts';
import type { Fact } from './fact.ts';
import { maximalSets, minimalSets, minimalTransversals } from './transversals.ts';

/**
 * What the trials so far say about every subset of a universe, given that more capabilities never hurt. An immutable value,
 * built anew from all facts; the order of the facts does not matter.
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
  /** The largest sets that could still fail although nothing decides them: what a proof still needs. */
  open(): readonly CapabilitySet[];
  /** What is known of a set, from its own trials or by implication. */
  statusOf(set: CapabilitySet): SetStatus;
  /** How often the set itself passed and failed. */
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

/** Draws every conclusion from the facts. */
export function buildLedger(universe: CapabilitySet, allFacts: readonly Fact[]): Ledger {
  const facts = allFacts.filter((fact) => isSubset(fact.set, universe));
  const tallies = tally(facts);
  const observed = [...tallies.keys()].sort(compareSets);
  // A false failure is easy to come by (network, time, memory), a false pass is not: one pass outweighs any number of failures.
  const passed = observed.filter((set) => verdictOf(tallies.get(set)) === 'pass');
  const failed = observed.filter((set) => verdictOf(tallies.get(set)) === 'fail');
  const passing = minimalSets(passed);
  const failing = maximalSets(failed.filter((set) => !passing.some((smaller) => isSubset(smaller, set))));
  const open = minimalTransversals(passing)
    .map((transversal) => difference(universe, transversal))
    .filter((set) => !failing.some((larger) => isSubset(set, larger)));
  return {
    universe,
    facts,
    passing,
    failing,
    flaky: passed.filter((set) => tallies.get(set)?.fail.length !== 0),
    conflicts: failed.flatMap((set) => conflictsOf(set, passing, tallies)),
    complete: open.length === 0,
    open: () => open,
    statusOf: (set) => statusOf(set, passing, failing, tallies),
    countsOf: (set) => ({ passes: tallies.get(set)?.pass.length ?? 0, fails: tallies.get(set)?.fail.length ?? 0 }),
  };
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

function statusOf(
  set: CapabilitySet,
  passing: readonly CapabilitySet[],
  failing: readonly CapabilitySet[],
  tallies: ReadonlyMap<CapabilitySet, Tally>,
): SetStatus {
  const decided = (status: Outcome, by: CapabilitySet): SetStatus => ({
    status,
    by,
    trials: tallies.get(by)?.[status] ?? [],
  });
  const verdict = verdictOf(tallies.get(set));
  if (verdict !== 'unknown') return decided(verdict, set);
  const smaller = passing.find((border) => isSubset(border, set));
  if (smaller !== undefined) return decided('pass', smaller);
  const larger = failing.find((border) => isSubset(set, border));
  if (larger !== undefined) return decided('fail', larger);
  return { status: 'unknown', by: undefined, trials: [] };
}

function conflictsOf(
  failing: CapabilitySet,
  passing: readonly CapabilitySet[],
  tallies: ReadonlyMap<CapabilitySet, Tally>,
): Conflict[] {
  return passing
    .filter((border) => isSubset(border, failing))
    .map((border) => ({
      passing: border,
      failing,
      passTrials: tallies.get(border)?.pass ?? [],
      failTrials: tallies.get(failing)?.fail ?? [],
    }));
}
