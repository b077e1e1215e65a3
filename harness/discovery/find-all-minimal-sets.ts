import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { Ledger } from '../search/ledger.ts';
import type { CasePrior } from '../search/prior.ts';
import { confirmationsDue, retriesDue } from '../search/repeats.ts';
import type { CaseState } from './case-state.ts';
import { challenges } from './challenges.ts';
import { searchQuestions } from './search-questions.ts';
import { afterReference, type Strategy } from './strategy.ts';
import { mostWanted, repeat, withoutRunning } from './wanted-trials.ts';

/** How thorough a discovery is. */
export interface Policy {
  /** How many agreeing trials a border failure needs. */
  readonly confirm: number;
  /** How many trials may run at once. */
  readonly slots: number;
  /** Decides between equally good questions. */
  readonly seed: number;
  /** What is believed of the case before its first trial. @default nothing but what failures say */
  readonly prior?: CasePrior | undefined;
}

/** Asks until all minimal sets of both answers are found and every border failure is confirmed. */
export function findAllMinimalSets(policy: Policy): Strategy {
  return (state, inFlight) => afterReference(state, inFlight, () => questions(state, policy, inFlight));
}

function questions(state: CaseState, policy: Policy, inFlight: readonly CapabilitySet[]): CapabilitySet[] {
  const ledgers = [state.faithful, state.exitZero];
  const retries = mostWanted(ledgers.map((ledger) => retriesDue(ledger, [], inFlight)));
  const options = { slots: policy.slots, seed: policy.seed, inFlight };
  const picked = searchQuestions(state, policy.prior, options);
  if (retries.length + picked.length > 0) return [...retries, ...picked];
  const confirmations = ledgers.map((ledger) => confirmationsDue(ledger, policy.confirm, inFlight));
  const challenged = challenges(state).map((due) => withoutRunning(due, inFlight));
  const ahead = ledgers.map((ledger) => withoutRunning(confirmationsAhead(ledger, policy, inFlight), inFlight));
  return mostWanted([...confirmations, ...challenged, ...ahead]);
}

/**
 * The confirmations of failures that are expected of what runs: when all that is still open runs already, a slot that would
 * wait for it may as well repeat it.
 */
function confirmationsAhead(ledger: Ledger, { confirm }: Policy, inFlight: readonly CapabilitySet[]): CapabilitySet[] {
  const open = ledger.open();
  return open.every((set) => inFlight.includes(set)) ? open.flatMap((set) => repeat(set, confirm)) : [];
}
