import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { type Standing, standingOf } from '../../record/set-finding.ts';

/** What a set does to a case, both answers taken together. */
export interface SetEffect {
  readonly one: CaseRecord;
  readonly effect: Effect;
  readonly faithful: Standing;
  readonly exitZero: Standing;
}

/** The worst first: the order in which a report tells them. */
export const EFFECTS = ['fails', 'differs', 'not-the-same', 'flaky', 'undecided', 'builds', 'serves'] as const;

/** `builds` and `not-the-same`: one answer is decided and the other is not. */
export type Effect = (typeof EFFECTS)[number];

/** What a set does to a case, from the record alone. */
export function setEffect(one: CaseRecord, set: CapabilitySet): SetEffect {
  const faithful = standingOf(one, 'faithful', set);
  const exitZero = standingOf(one, 'exitZero', set);
  return { one, faithful, exitZero, effect: effectOf(faithful.kind, exitZero.kind) };
}

function effectOf(faithful: Standing['kind'], exitZero: Standing['kind']): Effect {
  if (faithful === 'serves') return 'serves';
  if (exitZero === 'fails') return 'fails';
  if (faithful === 'flaky' || exitZero === 'flaky') return 'flaky';
  if (faithful === 'fails') return exitZero === 'serves' ? 'differs' : 'not-the-same';
  return exitZero === 'serves' ? 'builds' : 'undecided';
}
