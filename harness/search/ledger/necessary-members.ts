import { type CapabilitySet, difference, EMPTY_SET, singletons, union } from '../../capabilities/capability-set.ts';
import type { Ledger } from './ledger.ts';

/** The members of a passing set without which it is known to fail; all of them when the set is proven minimal. */
export function necessaryMembers(ledger: Ledger, passing: CapabilitySet): CapabilitySet {
  return singletons(passing)
    .filter((single) => ledger.statusOf(difference(passing, single)).status === 'fail')
    .reduce(union, EMPTY_SET);
}
