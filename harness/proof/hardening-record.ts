import { type CapabilitySet, compareSets, namesOf } from '../capabilities/capability-set.ts';
import type { CaseRecord } from '../record/record.ts';
import { type Hardening, hardening } from '../vocabulary/hardening.ts';
import { blockedSet } from './blocked-set.ts';
import type { CaseState } from './case-state.ts';
import type { JudgedTrial } from './judge.ts';
import { shownBy } from './shown-by.ts';
import { timedOutSets } from './time-outs.ts';

/** The hardenings that are tried. */
export const HARDENINGS: readonly Hardening[] = hardening.options;

/** What was shown of one set with a hardening. */
type HardenedFinding = NonNullable<CaseRecord['hardening']>[number];

/** A set with a hardening, and how often it has to fail before that is believed. */
export interface HardenedSet {
  readonly setting: Hardening;
  readonly set: CapabilitySet;
  readonly confirm: number;
}

/** What was shown of each set with each hardening; what is not decided yet is left out. */
export function hardeningRecord(state: CaseState, confirm: number): HardenedFinding[] {
  const tried = new Set(state.hardened.map(({ observation }) => observation.capabilities));
  const sets = [...tried].toSorted(compareSets);
  return HARDENINGS.flatMap((setting) =>
    sets.flatMap((set) => hardenedConclusion(state, { setting, set, confirm }) ?? []),
  );
}

/**
 * Whether a set serves with a hardening; undefined as long as that is open. One pass decides: no chance gives the reference
 * image. A failure may be chance, and is believed when it is repeated.
 */
export function hardenedConclusion(state: CaseState, asked: HardenedSet): HardenedFinding | undefined {
  const own = hardenedTrialsOf(state, asked);
  const passes = own.filter(({ verdict }) => verdict.kind === 'faithful');
  const failures = hardenedFailuresOf(own);
  const base = { setting: asked.setting, set: namesOf(asked.set) };
  const trials = [...passes, ...failures].map(({ observation }) => observation.trial).sort();
  const shown = failures[0] === undefined ? [] : shownBy(failures[0].verdict);
  if (passes.length > 0) return { ...base, verdict: 'faithful', shown, trials };
  if (failures[0] !== undefined && failures.length >= asked.confirm) {
    return { ...base, verdict: failures[0].verdict.kind, shown, trials };
  }
  const blocked = blockedSet({ trials: own });
  if (blocked === undefined) return undefined;
  const unanswered = own.filter(({ verdict }) => verdict.kind === 'infrastructure' || verdict.kind === 'untestable');
  const verdict = unanswered.at(-1)?.verdict.kind ?? 'infrastructure';
  return { ...base, verdict, shown: [blocked.message], trials: unanswered.map(({ observation }) => observation.trial) };
}

/** The trials of a set with a hardening. */
export function hardenedTrialsOf(
  { hardened }: CaseState,
  { setting, set }: Omit<HardenedSet, 'confirm'>,
): JudgedTrial[] {
  return hardened.filter(({ observation }) => observation.hardening === setting && observation.capabilities === set);
}

/** The trials that show that the set does not serve, each with a verdict that does not wait for a rerun. */
export function hardenedFailuresOf(own: readonly JudgedTrial[]): JudgedTrial[] {
  const { settled } = timedOutSets(own);
  return own.filter(({ observation, verdict }) => {
    if (verdict.kind === 'timeout') return settled.has(observation.capabilities);
    return verdict.kind === 'degraded' || verdict.kind === 'failed';
  });
}
