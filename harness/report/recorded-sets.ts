import { type CapabilitySet, isSubset } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import type { CaseRecord } from '../record/record.ts';

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
  if (answer.minimalSets.some((minimal) => isSubset(setOfNames(minimal), set))) return 'pass';
  // A set may hold more than the universe; what lies outside was never asked about.
  return answer.maximalFailingSets.some((failing) => isSubset(set, setOfNames(failing))) ? 'fail' : 'undecided';
}
