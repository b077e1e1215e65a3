import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { VARIATIONS } from '../variations/catalogue.ts';
import type { Variation } from '../vocabulary/variation.ts';
import type { VerdictKind } from '../vocabulary/verdict.ts';
import { blockedSet } from './blocked-set.ts';
import { type CaseState, variedCase } from './case-state.ts';
import type { JudgedTrial } from './judge.ts';
import { shownBy } from './shown-by.ts';
import { timedOutSets } from './time-outs.ts';

/** A set under a variation, and how often it has to fail before that is believed. */
export interface VariedSet {
  readonly variation: Variation;
  readonly set: CapabilitySet;
  readonly confirm: number;
}

/** What was shown of a set under a variation. */
export interface VariedConclusion {
  readonly verdict: VerdictKind;
  /** What it showed, in words, where it is not the same image. */
  readonly shown: readonly string[];
  /** The ids of the trials that show it. */
  readonly trials: readonly string[];
}

/**
 * Whether a set works under a variation; undefined as long as that is open. One pass decides: no chance gives the right image. A
 * failure may be chance, and is believed when it is repeated.
 */
export function variedConclusion(state: CaseState, asked: VariedSet): VariedConclusion | undefined {
  const own = trialsUnder(state, asked);
  const passes = own.filter(({ verdict }) => verdict.kind === 'faithful');
  const failures = failuresAmong(own);
  const trials = [...passes, ...failures].map(({ observation }) => observation.trial).sort();
  const [first] = failures;
  const shown = first === undefined ? [] : shownBy(first.verdict);
  if (passes.length > 0) return { verdict: 'faithful', shown, trials };
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

/** Whether a set works under a variation once all is tried that is due; false as long as that is open. */
export function failsUnder(state: CaseState, asked: VariedSet): boolean {
  const verdict = variedConclusion(state, asked)?.verdict;
  return verdict === 'failed' || verdict === 'degraded' || verdict === 'timeout';
}

/**
 * Whether a set gave another image than the reference image, and nothing shows yet whether the variation does so with everything
 * granted too.
 */
export function awaitsOwnReference(state: CaseState, { variation, set }: Omit<VariedSet, 'confirm'>): boolean {
  if (VARIATIONS[variation].rightImage === 'reference') return false;
  const { state: varied } = variedCase(state, variation);
  if (varied.reference.kind !== 'open' || varied.reference.builds > 0 || blockedSet(varied) !== undefined) return false;
  return trialsUnder(state, { variation, set }).some(({ verdict }) => verdict.kind === 'degraded');
}

/** The trials of a set under a variation. */
export function trialsUnder(state: CaseState, { variation, set }: Omit<VariedSet, 'confirm'>): JudgedTrial[] {
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
