import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import type { Borders } from '../../search/ledger/certificate.ts';
import { maximalSets, minimalSets } from '../../search/ledger/transversals.ts';
import type { Oracle } from './oracles.ts';

/** The borders found by trying every subset. */
export function bruteForceBorders(universe: CapabilitySet, oracle: Oracle): Borders {
  const all = subsetsOf(universe);
  return {
    universe,
    minimalSets: minimalSets(all.filter((set) => oracle(set, 0) === 'pass')),
    maximalFailingSets: maximalSets(all.filter((set) => oracle(set, 0) === 'fail')),
  };
}
