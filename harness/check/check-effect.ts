import type { CheckEffect, CheckGate } from './check-gate.ts';
import type { CaseChange, CheckedCase } from './checked-case.ts';
import { kindOf } from './kinds/change-kinds.ts';

/** What one change does to the outcome. */
export function effectOf(change: CaseChange, gate: CheckGate): CheckEffect {
  if (change.tolerance.kind === 'tolerated') return 'told';
  const effect = kindOf(change).effect(gate);
  return effect === 'told' && gate.strict ? 'fails' : effect;
}

/** The changes of a case that have this effect. */
export function changesThat(effect: CheckEffect, { changes }: CheckedCase, gate: CheckGate): CaseChange[] {
  return changes.filter((change) => effectOf(change, gate) === effect);
}

/**
 * 0 as locked or better; 1 something differs that counts; 2 a Dockerfile cannot be used; 4 flaky, where asked; 3 nothing is known to
 * differ, but not every case has a verdict. A proven difference stands whatever else could not be decided.
 */
export function checkExitCode(cases: readonly CheckedCase[], gate: CheckGate): 0 | 1 | 2 | 3 | 4 {
  const some = (effect: CheckEffect): boolean => cases.some((one) => changesThat(effect, one, gate).length > 0);
  if (some('fails')) return 1;
  if (some('invalid')) return 2;
  if (gate.failOnFlaky && cases.some(({ flaky }) => flaky)) return 4;
  return some('no-verdict') ? 3 : 0;
}
