import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { withWitness } from '../priors/with-witness.ts';
import { type CaseState, variedCase } from '../proof/case-state.ts';
import { type Certainty, failuresNeeded } from '../proof/certainty.ts';
import { answerRecord } from '../proof/findings.ts';
import { timedOutSets } from '../proof/time-outs.ts';
import {
  awaitsOwnReference,
  failsUnder,
  failuresAmong,
  lossRepeats,
  trialsUnder,
  type VariedSet,
  variedConclusion,
} from '../proof/varied-set.ts';
import type { CasePrior } from '../search/picker/prior.ts';
import { VARIATIONS } from '../variations/catalogue.ts';
import type { Variation } from '../vocabulary/variation.ts';
import { grantedIn } from './belief.ts';
import { findAllMinimalSets, type Thoroughness } from './find-all-minimal-sets.ts';
import { fromWarmCache, type LostTrials } from './from-warm-cache.ts';
import type { Question } from './question.ts';
import { runningSets, type Strategy } from './strategy.ts';
import { repeat, withoutRunning } from './wanted-trials.ts';

/** How many minimal sets of a case are tried: a policy states one, and a case may have hundreds. */
const MOST_SETS = 4;

/** The sets to try under variations, as far as they are known by now. */
export type SetsToVary = (state: CaseState, certainty: Certainty) => readonly CapabilitySet[];

/** The first minimal sets of an answer that is complete. */
export const firstMinimalSets: SetsToVary = (state, certainty) =>
  answerRecord('faithful', state, certainty).complete ? state.faithful.passing.slice(0, MOST_SETS) : [];

/** What is tried under variations, and how thoroughly. */
export interface VariedAsking {
  readonly variations: readonly Variation[];
  readonly thoroughness: Omit<Thoroughness, 'answers'>;
  readonly setsToTry: SetsToVary;
  /** Whether a search follows where one of those sets fails. */
  readonly searches: boolean;
  /** What earlier processes of the run left in a registry that is no more. */
  readonly lostTrials: LostTrials;
}

/**
 * Asks what the strategy asks and, once it has its answer, whether those sets work under each variation too; where one does not,
 * what does. The strategy sees nothing of those trials, so that it asks the same and finds the same as without them.
 */
export function alsoVaried(strategy: Strategy, asking: VariedAsking): Strategy {
  const { thoroughness, variations, setsToTry } = asking;
  return (state, running, circumstances) => {
    const plain = running.filter(({ variation }) => variation === undefined);
    const asked = strategy(state, plain, circumstances);
    // An audit only makes an answer surer; whatever else is asked may still change it.
    if ([...asked, ...plain].some(({ purpose }) => purpose !== 'audit')) return asked;
    const confirm = failuresNeeded(state, thoroughness, circumstances.falseFailureRate);
    const sets = state.reference.kind === 'sound' ? setsToTry(state, { ...thoroughness, confirm }) : [];
    const due = variations.flatMap((variation) => {
      const own = running.filter((question) => question.variation === variation);
      const each = sets.map((set) => ({ variation, set, confirm, tolerated: 1 - thoroughness.confidence }));
      const isOpen = each.some((one) => variedConclusion(state, one) === undefined);
      const isSearched = asking.searches && !isOpen && each.some((one) => failsUnder(state, one));
      const under: Strategy = (varied) => [
        ...each.flatMap((one) => trialsDue(state, one, own)),
        ...(isSearched ? searchUnder(state, varied, asking)(varied, own, circumstances) : []),
      ];
      if (!isOpen && !isSearched) return [];
      const { state: varied } = variedCase(state, variation);
      const asks = VARIATIONS[variation].startsFromCache === true ? fromWarmCache(under, asking.lostTrials) : under;
      return asks(varied, own, circumstances).map((question) => ({ ...question, variation }));
    });
    return [...due, ...asked];
  };
}

/** The trials that still decide whether a set works under a variation. */
function trialsDue(state: CaseState, asked: VariedSet, running: readonly Question[]): Question[] {
  const { variation, set, confirm } = asked;
  const inFlight = runningSets(running);
  if (awaitsOwnReference(state, asked)) {
    return withoutRunning([state.universe], inFlight).map((all) => ({ set: all, purpose: 'reference', variation }));
  }
  if (variedConclusion(state, asked) !== undefined) return [];
  const repeats = lossRepeats(state, asked);
  if (repeats.length > 0) {
    return withoutRunning(repeats, inFlight).map((again) => ({
      set: again,
      purpose: again === set ? 'variation' : 'reference',
      variation,
    }));
  }
  const own = trialsUnder(state, asked);
  const failures = failuresAmong(own).length;
  // What ran into its deadline may only have been slow.
  const alone = timedOutSets(own).unsettled.includes(set);
  const wanted = alone || failures === 0 ? 1 : confirm - failures;
  return withoutRunning(repeat(set, wanted), inFlight).map(() => ({
    set,
    purpose: 'variation',
    variation,
    ...(alone && { alone }),
  }));
}

/** The search for the minimal sets under a variation, as in a case of its own. It begins at what the case needs without. */
function searchUnder(state: CaseState, varied: CaseState, { thoroughness }: VariedAsking): Strategy {
  return findAllMinimalSets({ ...thoroughness, audit: null, answers: ['faithful'] }, () => priorUnder(varied, state));
}

/** What the case needs without the variation has failed as a whole or in part; what the kernel granted besides is the better guess. */
function priorUnder(varied: CaseState, { faithful }: CaseState): CasePrior {
  const prior: CasePrior = { faithful: { guesses: faithful.passing }, exitZero: {}, because: [] };
  const granted = grantedIn(varied);
  return granted === undefined ? prior : withWitness(prior, granted);
}
