import { parseCapability } from '../capabilities/capability.ts';
import { type CapabilitySet, EMPTY_SET, isSubset, setOf, union } from '../capabilities/capability-set.ts';
import type { CaseRecord } from '../record/record.ts';

/** The set that a record writes as names. */
export function toSet(names: readonly string[]): CapabilitySet {
  return names
    .map(parseCapability)
    .map((name) => (name === undefined ? EMPTY_SET : setOf(name)))
    .reduce(union, EMPTY_SET);
}

/** What the findings of a case say of any set, without a further trial. */
export type Implication = 'faithful' | 'degraded' | 'fails' | 'undecided';

/** Reads from the borders of a case what a set would do. */
export function implied(one: CaseRecord, set: CapabilitySet): Implication {
  const faithful = decided(one.faithful, set);
  const exitZero = decided(one.exitZero, set);
  if (faithful === 'pass') return 'faithful';
  if (exitZero === 'fail') return 'fails';
  return faithful === 'fail' && exitZero === 'pass' ? 'degraded' : 'undecided';
}

function decided(answer: CaseRecord['faithful'], set: CapabilitySet): 'pass' | 'fail' | 'undecided' {
  if (answer.minimalSets.some((minimal) => isSubset(toSet(minimal), set))) return 'pass';
  // A set may hold more than the universe; what lies outside was never asked about.
  return answer.maximalFailingSets.some((failing) => isSubset(set, toSet(failing))) ? 'fail' : 'undecided';
}
