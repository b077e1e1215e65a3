import { type CapabilitySet, difference } from '../../capabilities/capability-set.ts';
import { necessaryMembers } from '../ledger/necessary-members.ts';
import { searchChain } from './chain.ts';
import { informationBatch } from './information-batch.ts';
import { byFallingWeight, type SearchState } from './search-state.ts';

/** With fewer slots a search along one chain costs as many trials and is simpler to follow. */
const SLOTS_FOR_BATCH = 3;

/**
 * Beyond these many borders the particles take long to draw and tell nothing that the open sets do not: a build with so many
 * alternatives is a matter of asking them all.
 */
const PROVEN_SETS_FOR_BATCH = 7;
const PASSING_SETS_FOR_BATCH = 60;

/** Questions when no single set explains the answers: shrink each passing set, then ask what could still be another. */
export function* questionsForSeveralSets(state: SearchState): Generator<readonly CapabilitySet[]> {
  const { ledger, options, pending } = state;
  if (isBatchWorthwhile(state)) {
    yield informationBatch(state);
    yield pending;
  }
  if (options.slots < SLOTS_FOR_BATCH) yield shrinkSmallestUnproven(state);
  yield [...shrinkSmallestUnproven(state), ...ledger.open()];
}

function isBatchWorthwhile({ ledger, options }: SearchState): boolean {
  if (options.slots < SLOTS_FOR_BATCH || ledger.passing.length > PASSING_SETS_FOR_BATCH) return false;
  const proven = ledger.passing.filter((set) => necessaryMembers(ledger, set) === set);
  return proven.length <= PROVEN_SETS_FOR_BATCH;
}

function shrinkSmallestUnproven(state: SearchState): readonly CapabilitySet[] {
  const { ledger, statusOf, weigh, options } = state;
  const unproven = ledger.passing
    .map((passing) => ({ passing, proven: necessaryMembers(ledger, passing) }))
    .find(({ passing, proven }) => passing !== proven);
  if (unproven === undefined) return [];
  const rest = byFallingWeight(difference(unproven.passing, unproven.proven), weigh);
  const chain = { base: unproven.proven, added: rest };
  const step = searchChain(chain, { statusOf, weigh, arity: options.slots, cost: options.cost });
  return step.kind === 'ask' ? step.sets : [];
}
