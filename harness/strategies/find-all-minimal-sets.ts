import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { CaseState } from '../proof/case-state.ts';
import { type Certainty, failuresNeeded } from '../proof/certainty.ts';
import { contentChallenges, lossChallenges } from '../proof/chance/challenges.ts';
import { luckySetsDue } from '../proof/chance/lucky-sets.ts';
import { lacksWitness } from '../proof/watched/witnessed.ts';
import type { Ledger } from '../search/ledger/ledger.ts';
import type { CasePrior } from '../search/picker/prior.ts';
import { confirmationsDue, retriesDue } from '../search/repeats.ts';
import { ANSWERS, type Answer } from '../vocabulary/answer.ts';
import { auditsDue } from './audit.ts';
import { costsOf } from './costs.ts';
import { coverQuestions } from './cover-questions.ts';
import { type Question, questionsOf } from './question.ts';
import { searchQuestions } from './search-questions.ts';
import { afterReference, type Circumstances, runningSets, type Strategy } from './strategy.ts';
import { mostWanted, repeat, withoutRunning } from './wanted-trials.ts';

/** How thorough a discovery is. */
export interface Thoroughness extends Certainty {
  /** How many sets with an implied verdict are drawn for each answer, beside the neighbours of its minimal sets; null for no audit. */
  readonly audit: number | null;
  /** The part of the time of all trials of a case that its audit may take, from 0 to 1. */
  readonly auditShare: number;
  /** Decides between equally good questions, and which sets are drawn. */
  readonly seed: number;
  /** What is asked. @default both */
  readonly answers?: readonly Answer[];
}

/** What is believed of a case by now, beside what its failures say; undefined for nothing. It never decides what is found. */
export type Belief = (state: CaseState) => CasePrior | undefined;

const noBelief: Belief = () => undefined;

/**
 * Asks until all minimal sets of both answers are found, every border failure is confirmed, no difference that counts may be
 * chance, and the audit is done.
 */
export function findAllMinimalSets(thoroughness: Thoroughness, believed: Belief = noBelief): Strategy {
  return (state, running, circumstances) =>
    afterReference(state, running, () => {
      const prior = believed(state);
      const situation = { state, prior, thoroughness, circumstances, inFlight: runningSets(running) };
      // Whether something is noise or a loss decides what is asked next, so that it comes before all else.
      const settling = questionsOf('challenge', lossRepeats(situation));
      const covering = coverQuestions(withoutUnsteady(situation, 0));
      if (covering !== undefined) return [...settling, ...covering];
      const searched = withoutUnsteady(situation, MOST_UNSTEADY);
      const open = [...questionsOf('retry', retries(searched)), ...questionsOf('search', picks(searched))];
      return [...settling, ...open, ...repeats(situation, open.length > 0), ...audits(situation, running)];
    });
}

/** What the questions of a search follow from. */
export interface SearchSituation {
  readonly state: CaseState;
  readonly prior: CasePrior | undefined;
  readonly thoroughness: Thoroughness;
  readonly circumstances: Circumstances;
  readonly inFlight: readonly CapabilitySet[];
}

/** The answers that repeats can make surer: where a loss comes and goes, none prove anything of the same image. */
function provableLedgers(situation: SearchSituation): Ledger[] {
  const { state } = situation;
  return ledgersOf(situation).filter((ledger) => ledger !== state.faithful || state.unsteady.length === 0);
}

/** How many trials a case may take in which a loss comes and goes, before no more is asked of the same image: nothing proves it. */
const MOST_UNSTEADY = 40;

/** The situation in which nothing is asked of the same image, if a loss comes and goes and the case has had so many trials. */
function withoutUnsteady(situation: SearchSituation, most: number): SearchSituation {
  const { state, thoroughness } = situation;
  if (state.unsteady.length === 0 || state.trials.length < most) return situation;
  const answers = (thoroughness.answers ?? ANSWERS).filter((answer) => answer !== 'faithful');
  return { ...situation, thoroughness: { ...thoroughness, answers } };
}

function ledgersOf({ state, thoroughness: { answers = ANSWERS } }: SearchSituation): Ledger[] {
  return answers.map((answer) => state[answer]);
}

function retries({ state, prior, inFlight, thoroughness: { answers = ANSWERS } }: SearchSituation): CapabilitySet[] {
  const due = answers.map((answer) => retriesDue(state[answer], prior?.[answer].expected ?? [], inFlight));
  // A set that gives the same image sometimes surprises nobody any more.
  const unsteady = new Set(state.unsteady.map(({ set }) => set));
  return mostWanted(due).filter((set) => !unsteady.has(set));
}

function lossRepeats({ state, inFlight, thoroughness }: SearchSituation): CapabilitySet[] {
  return withoutRunning(mostWanted(lossChallenges(state, 1 - thoroughness.confidence)), inFlight);
}

function picks({ state, prior, thoroughness, circumstances, inFlight }: SearchSituation): CapabilitySet[] {
  // What may only have been slow is answered by its rerun: until then it is as good as in flight, without taking up room.
  const waiting = withoutRunning(state.unsettled, inFlight);
  const costs = costsOf(state.trials);
  const options = {
    slots: circumstances.slots + waiting.length,
    seed: thoroughness.seed,
    inFlight: [...inFlight, ...waiting],
    cost: { passMs: costs.pass, failMs: costs.fail },
  };
  return searchQuestions(state, prior, options, thoroughness.answers);
}

/** What is tried again, so that no finding rests on chance; ahead of its time only where a slot would idle. */
function repeats(situation: SearchSituation, isSearching: boolean): Question[] {
  const { state, thoroughness, circumstances, inFlight } = situation;
  const needed = failuresNeeded(state, thoroughness, circumstances.falseFailureRate);
  const due = provableLedgers(situation).map((ledger) => confirmationsDue(ledger, needed, inFlight, thoroughness.seed));
  // A failure without a denial may still be the set's doing, but chance is as good an explanation.
  const doubted = provableLedgers(situation).map((ledger) =>
    ledger.cover?.complete === true
      ? []
      : confirmationsDue(ledger, needed + 1, inFlight).filter((set) => isWithoutWitness(state, set)),
  );
  const confirmations = mostWanted([...due, ...doubted]);
  const lucky = withoutRunning(luckySetsDue(state, thoroughness), inFlight);
  const challenged = mostWanted(contentChallenges(state, 1 - thoroughness.confidence));
  const ahead = mostWanted(provableLedgers(situation).map((ledger) => confirmationsAhead(ledger, needed, inFlight)));
  return [
    ...questionsOf('confirmation', [...confirmations, ...lucky]),
    ...questionsOf('challenge', withoutRunning(challenged, inFlight)),
    ...(isSearching ? [] : questionsOf('confirmation', withoutRunning(ahead, inFlight))),
  ];
}

/** Whether every trial of a set was watched and none shows that the kernel denied anything. */
function isWithoutWitness({ trials, universe }: CaseState, set: CapabilitySet): boolean {
  const own = trials.filter(({ observation }) => observation.capabilities === set);
  return own.length > 0 && own.every((trial) => lacksWitness(trial, universe));
}

/**
 * The confirmations of failures that are expected of what runs: when all that is still open runs already, a slot that would
 * wait for it may as well repeat it.
 */
function confirmationsAhead(ledger: Ledger, needed: number, inFlight: readonly CapabilitySet[]): CapabilitySet[] {
  const open = ledger.open();
  return open.every((set) => inFlight.includes(set)) ? open.flatMap((set) => repeat(set, needed)) : [];
}

function audits({ state, thoroughness }: SearchSituation, running: readonly Question[]): Question[] {
  const { audit: samples, auditShare: share, seed } = thoroughness;
  return samples === null ? [] : questionsOf('audit', auditsDue(state, { samples, share, seed }, running));
}
