import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { VARIATIONS } from '../variations/catalogue.ts';
import type { Variation } from '../vocabulary/variation.ts';
import type { VerdictKind } from '../vocabulary/verdict.ts';
import { blockedSet } from './blocked-set.ts';
import { type CaseState, variedCase } from './case-state.ts';
import { unsteadyChallenges } from './chance/unsteady.ts';
import type { JudgedTrial } from './judge.ts';
import { shownBy } from './shown-by.ts';
import { timedOutSets } from './time-outs.ts';

/** A set under a variation, and when what it shows is believed. */
export interface VariedSet {
  readonly variation: Variation;
  readonly set: CapabilitySet;
  /** How often it has to fail. */
  readonly confirm: number;
  /** The tolerated probability that what is lost only sometimes is noise. */
  readonly tolerated: number;
}

/** What was shown of a set under a variation. */
export interface VariedConclusion {
  readonly verdict: VerdictKind;
  /** What it showed, in words, where it is not the same image. */
  readonly shown: readonly string[];
  /** The ids of the trials that show it. */
  readonly trials: readonly string[];
}

/** A set under a variation, whatever it has to show. */
type SetUnderVariation = Pick<VariedSet, 'variation' | 'set'>;

/**
 * Whether a set works under a variation; undefined as long as that is open. One pass decides, unless another build lost something: no
 * chance gives the right image. A failure may be chance, and is believed when it is repeated.
 */
export function variedConclusion(state: CaseState, asked: VariedSet): VariedConclusion | undefined {
  const own = trialsUnder(state, asked);
  const passes = own.filter(({ verdict }) => verdict.kind === 'faithful');
  if (lossRepeats(state, asked).length > 0) return undefined;
  const failures = failuresAmong(own);
  const trials = [...passes, ...failures].map(({ observation }) => observation.trial).sort();
  const [first] = failures;
  const shown = first === undefined ? [] : shownBy(first.verdict);
  if (passes.length > 0) return comingAndGoing(state, asked, own) ?? { verdict: 'faithful', shown, trials };
  if (first !== undefined && failures.length >= asked.confirm && !awaitsOwnReference(state, asked)) {
    return { verdict: first.verdict.kind, shown, trials };
  }
  const blocked = blockedSet({ trials: own });
  if (blocked === undefined) return undefined;
  const unanswered = own.filter(({ verdict }) => verdict.kind === 'infrastructure' || verdict.kind === 'untestable');
  return {
    verdict: unanswered.at(-1)?.verdict.kind ?? 'infrastructure',
    shown: [blocked.last.message],
    trials: unanswered.map(({ observation }) => observation.trial),
  };
}

/** That a set gave the same image under a variation and lost something at other times, which no build with everything granted did. */
function comingAndGoing(
  state: CaseState,
  { variation, set }: SetUnderVariation,
  own: readonly JudgedTrial[],
): VariedConclusion | undefined {
  const unsteady = variedCase(state, variation).state.unsteady.find((one) => one.set === set);
  if (unsteady === undefined) return undefined;
  const { same, lost, telling } = unsteady;
  return {
    verdict: 'degraded',
    shown: [`in ${lost} of ${same + lost} builds: ${telling.difference.text}`],
    trials: own
      .filter(({ verdict }) => verdict.kind === 'faithful' || verdict.kind === 'degraded')
      .map(({ observation }) => observation.trial)
      .sort(),
  };
}

/** The builds under a variation that tell what a set loses only sometimes from noise; none where not even everything builds. */
export function lossRepeats(
  state: CaseState,
  { variation, set, tolerated }: Omit<VariedSet, 'confirm'>,
): CapabilitySet[] {
  const { state: varied } = variedCase(state, variation);
  const own = varied.unsteady.filter((one) => one.set === set);
  const isHelpless = varied.reference.kind === 'failed' || varied.reference.kind === 'flaky';
  if (own.length === 0 || isHelpless || blockedSet(varied) !== undefined) return [];
  const references = varied.trials.filter(
    ({ observation }) => observation.capabilities === state.universe && observation.outcome.kind === 'built',
  ).length;
  return unsteadyChallenges(own, state.universe, { references, tolerated });
}

/** Whether a set works under a variation once all is tried that is due; false as long as that is open. */
export function failsUnder(state: CaseState, asked: VariedSet): boolean {
  const verdict = variedConclusion(state, asked)?.verdict;
  return verdict === 'failed' || verdict === 'degraded' || verdict === 'timeout';
}

/**
 * Whether a set gave another image than the reference image, and nothing shows yet whether the variation does so with everything
 * granted too.
 */
export function awaitsOwnReference(state: CaseState, { variation, set }: SetUnderVariation): boolean {
  if (VARIATIONS[variation].rightImage === 'reference') return false;
  const { state: varied } = variedCase(state, variation);
  if (varied.reference.kind !== 'open' || varied.reference.builds > 0 || blockedSet(varied) !== undefined) return false;
  return trialsUnder(state, { variation, set }).some(({ verdict }) => verdict.kind === 'degraded');
}

/** The trials of a set under a variation. */
export function trialsUnder(state: CaseState, { variation, set }: SetUnderVariation): JudgedTrial[] {
  return variedCase(state, variation).state.trials.filter(({ observation }) => observation.capabilities === set);
}

/** The trials that show that their set does not work, each with a verdict that does not wait for a rerun. */
export function failuresAmong(own: readonly JudgedTrial[]): JudgedTrial[] {
  const { settled } = timedOutSets(own);
  return own.filter(({ observation, verdict }) => {
    if (verdict.kind === 'timeout') return settled.has(observation.capabilities);
    return verdict.kind === 'degraded' || verdict.kind === 'failed';
  });
}
