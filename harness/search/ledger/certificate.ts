import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import type { Ledger } from './ledger.ts';

/** The two borders of what passes and what fails. Together they decide every subset of the universe. */
export interface Borders {
  readonly universe: CapabilitySet;
  /** The smallest passing sets; none when not even the universe passes. */
  readonly minimalSets: readonly CapabilitySet[];
  /** The largest failing sets. */
  readonly maximalFailingSets: readonly CapabilitySet[];
}

/** The borders with the trials that show each of their sets. */
export interface Certificate extends Borders {
  /** For each set of the borders the trials in which it passed, or failed. */
  readonly trials: ReadonlyMap<CapabilitySet, readonly string[]>;
  /** Minimal sets that failed in other trials: the finding is flaky, not proven. */
  readonly flaky: readonly CapabilitySet[];
}

/** The certificate that a complete ledger holds; undefined as long as a set is undecided. */
export function certificateOf(ledger: Ledger): Certificate | undefined {
  if (!ledger.complete) return undefined;
  const { universe, passing, failing } = ledger;
  return {
    universe,
    minimalSets: passing,
    maximalFailingSets: failing,
    trials: new Map([...passing, ...failing].map((set) => [set, ledger.statusOf(set).trials])),
    flaky: passing.filter((set) => ledger.flaky.includes(set)),
  };
}

/** The fewest trials that could have proven these borders. The universe is not counted: it is the reference build. */
export function lowerBound({ universe, minimalSets, maximalFailingSets }: Borders): number {
  return [...minimalSets, ...maximalFailingSets].filter((set) => set !== universe).length;
}
