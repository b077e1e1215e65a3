import { type CapabilitySet, compareSets, namesOf } from '../capabilities/capability-set.ts';
import type { CaseRecord } from '../record/record.ts';
import type { Hardening } from '../trial/observation.ts';
import { blockedSet } from './blocked-set.ts';
import type { CaseState } from './case-state.ts';
import { type Certainty, failuresNeeded } from './certainty.ts';
import { answerRecord } from './findings.ts';
import type { JudgedTrial } from './judge.ts';
import type { Question } from './question.ts';
import { shownBy } from './shown-by.ts';
import { type Strategy, setsOf } from './strategy.ts';
import { timedOutSets } from './time-outs.ts';
import { repeat, withoutRunning } from './wanted-trials.ts';

/** The hardenings that are tried. */
const SETTINGS: readonly Hardening[] = ['no-new-privileges'];

/** How many minimal sets of a case are tried hardened: a policy states one, and a case may have hundreds. */
const MOST_SETS = 4;

/** What was shown of one set with a hardening. */
type Shown = NonNullable<CaseRecord['hardening']>[number];

/** The sets to try hardened, as far as they are known by now. */
export type HardenedSets = (state: CaseState, certainty: Certainty) => readonly CapabilitySet[];

/** The first minimal sets of an answer that is complete. */
export const minimalSets: HardenedSets = (state, certainty) =>
  answerRecord('faithful', state, certainty).complete ? state.faithful.passing.slice(0, MOST_SETS) : [];

/**
 * Asks what the strategy asks and, once it has its answer, whether those sets serve hardened as well. The strategy sees nothing
 * of those trials, so that it asks the same and finds the same as without them.
 */
export function alsoHardened(strategy: Strategy, certainty: Certainty, setsToTry = minimalSets): Strategy {
  return (state, running, circumstances) => {
    const plain = running.filter(({ hardening }) => hardening === undefined);
    const asked = strategy(state, plain, circumstances);
    // An audit only makes an answer surer; whatever else is asked may still change it.
    if ([...asked, ...plain].some(({ purpose }) => purpose !== 'audit')) return asked;
    const confirm = failuresNeeded(state, certainty, circumstances.falseFailureRate);
    const sets = state.reference.kind === 'sound' ? setsToTry(state, { ...certainty, confirm }) : [];
    const due = SETTINGS.flatMap((setting) =>
      sets.flatMap((set) => trialsDue(state, { setting, set, confirm }, running)),
    );
    return [...due, ...asked];
  };
}

/** What was shown of each set with each hardening; what is not decided yet is left out. */
export function hardeningRecord(state: CaseState, confirm: number): Shown[] {
  const tried = new Set(state.hardened.map(({ observation }) => observation.capabilities));
  const sets = [...tried].toSorted(compareSets);
  return SETTINGS.flatMap((setting) => sets.flatMap((set) => conclusionOf(state, { setting, set, confirm }) ?? []));
}

/** Whether a set serves with a hardening, and how often it has to fail before that is believed. */
interface Inquiry {
  readonly setting: Hardening;
  readonly set: CapabilitySet;
  readonly confirm: number;
}

function trialsDue(state: CaseState, inquiry: Inquiry, running: readonly Question[]): Question[] {
  if (conclusionOf(state, inquiry) !== undefined) return [];
  const { setting, set, confirm } = inquiry;
  const own = trialsOf(state, inquiry);
  const failures = failuresOf(own).length;
  const inFlight = setsOf(running.filter(({ hardening }) => hardening === setting));
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

/** One pass decides: no chance gives the reference image. A failure may be chance, and is believed when it is repeated. */
function conclusionOf(state: CaseState, inquiry: Inquiry): Shown | undefined {
  const own = trialsOf(state, inquiry);
  const passes = own.filter(({ verdict }) => verdict.kind === 'faithful');
  const failures = failuresOf(own);
  const base = { setting: inquiry.setting, set: namesOf(inquiry.set) };
  const trials = [...passes, ...failures].map(({ observation }) => observation.trial).sort();
  const shown = failures[0] === undefined ? [] : shownBy(failures[0].verdict);
  if (passes.length > 0) return { ...base, verdict: 'faithful', shown, trials };
  if (failures[0] !== undefined && failures.length >= inquiry.confirm) {
    return { ...base, verdict: failures[0].verdict.kind, shown, trials };
  }
  const blocked = blockedSet({ trials: own });
  const last = own.at(-1);
  if (blocked === undefined || last === undefined) return undefined;
  const all = own.map(({ observation }) => observation.trial);
  return { ...base, verdict: last.verdict.kind, shown: [blocked.message], trials: all };
}

function trialsOf({ hardened }: CaseState, { setting, set }: Inquiry): JudgedTrial[] {
  return hardened.filter(({ observation }) => observation.hardening === setting && observation.capabilities === set);
}

/** The trials that show that the set does not serve, each with a verdict that does not wait for a rerun. */
function failuresOf(own: readonly JudgedTrial[]): JudgedTrial[] {
  const { settled } = timedOutSets(own);
  return own.filter(({ observation, verdict }) => {
    if (verdict.kind === 'timeout') return settled.has(observation.capabilities);
    return verdict.kind === 'degraded' || verdict.kind === 'failed';
  });
}
