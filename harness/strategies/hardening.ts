import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { CaseState } from '../proof/case-state.ts';
import { type Certainty, failuresNeeded } from '../proof/certainty.ts';
import { answerRecord } from '../proof/findings.ts';
import {
  HARDENINGS,
  type HardenedSet,
  hardenedConclusion,
  hardenedFailuresOf,
  hardenedTrialsOf,
} from '../proof/hardening-record.ts';
import { timedOutSets } from '../proof/time-outs.ts';
import type { Question } from './question.ts';
import { runningSets, type Strategy } from './strategy.ts';
import { repeat, withoutRunning } from './wanted-trials.ts';

/** How many minimal sets of a case are tried hardened: a policy states one, and a case may have hundreds. */
const MOST_SETS = 4;

/** The sets to try hardened, as far as they are known by now. */
export type HardenedSets = (state: CaseState, certainty: Certainty) => readonly CapabilitySet[];

/** The first minimal sets of an answer that is complete. */
export const firstMinimalSets: HardenedSets = (state, certainty) =>
  answerRecord('faithful', state, certainty).complete ? state.faithful.passing.slice(0, MOST_SETS) : [];

/**
 * Asks what the strategy asks and, once it has its answer, whether those sets serve hardened as well. The strategy sees nothing
 * of those trials, so that it asks the same and finds the same as without them.
 */
export function alsoHardened(strategy: Strategy, certainty: Certainty, setsToTry = firstMinimalSets): Strategy {
  return (state, running, circumstances) => {
    const plain = running.filter(({ hardening }) => hardening === undefined);
    const asked = strategy(state, plain, circumstances);
    // An audit only makes an answer surer; whatever else is asked may still change it.
    if ([...asked, ...plain].some(({ purpose }) => purpose !== 'audit')) return asked;
    const confirm = failuresNeeded(state, certainty, circumstances.falseFailureRate);
    const sets = state.reference.kind === 'sound' ? setsToTry(state, { ...certainty, confirm }) : [];
    const due = HARDENINGS.flatMap((setting) =>
      sets.flatMap((set) => trialsDue(state, { setting, set, confirm }, running)),
    );
    return [...due, ...asked];
  };
}

function trialsDue(state: CaseState, asked: HardenedSet, running: readonly Question[]): Question[] {
  if (hardenedConclusion(state, asked) !== undefined) return [];
  const { setting, set, confirm } = asked;
  const own = hardenedTrialsOf(state, asked);
  const failures = hardenedFailuresOf(own).length;
  const inFlight = runningSets(running.filter(({ hardening }) => hardening === setting));
  // What ran into its deadline may only have been slow.
  const alone = timedOutSets(own).unsettled.includes(set);
  const wanted = alone || failures === 0 ? 1 : confirm - failures;
  return withoutRunning(repeat(set, wanted), inFlight).map(() => ({
    set,
    purpose: 'hardening',
    hardening: setting,
    ...(alone && { alone }),
  }));
}
