import type { CaseChange, CheckedCase } from './check-change.ts';

/** What is to count besides what always does. */
export interface CheckGate {
  /** Whether each difference counts, those for the better as well. */
  readonly strict: boolean;
  /** Whether another reference image counts. */
  readonly failOnReferenceChange: boolean;
  /** Whether a set that both served and failed counts. */
  readonly failOnFlaky: boolean;
}

/** What a change does to the outcome: the check fails, it has no verdict, or the change is merely told. */
export type Effect = 'fails' | 'no-verdict' | 'told';

/** Changes of which whoever grants what is locked, and reads exit codes, must know. */
const ALWAYS_FAIL: readonly CaseChange['kind'][] = ['needs-more', 'different', 'became-silent', 'not-locked', 'gone'];

/** What one change does to the outcome. */
export function effectOf(change: CaseChange, { strict, failOnReferenceChange }: CheckGate): Effect {
  if (change.tolerance.kind === 'tolerated') return 'told';
  if (change.kind === 'no-verdict' || change.kind === 'not-comparable') return 'no-verdict';
  if (strict) return 'fails';
  if (change.kind === 'reference-changed') return failOnReferenceChange ? 'fails' : 'told';
  // Sets that serve for exit code 0 alone are locked to show what is lost in silence, not to be granted.
  if ('answer' in change && change.answer === 'exitZero') return 'told';
  return ALWAYS_FAIL.includes(change.kind) ? 'fails' : 'told';
}

/** The changes of a case that have this effect. */
export function changesThat(effect: Effect, { changes }: CheckedCase, gate: CheckGate): CaseChange[] {
  return changes.filter((change) => effectOf(change, gate) === effect);
}

/**
 * 0 as locked or better; 1 something differs that counts; 4 flaky, where asked; 3 nothing is known to differ, but not every case
 * has a verdict. A proven difference stands whatever else could not be decided.
 */
export function checkExitCode(cases: readonly CheckedCase[], gate: CheckGate): 0 | 1 | 3 | 4 {
  const some = (effect: Effect): boolean => cases.some((one) => changesThat(effect, one, gate).length > 0);
  if (some('fails')) return 1;
  if (gate.failOnFlaky && cases.some(({ flaky }) => flaky)) return 4;
  return some('no-verdict') ? 3 : 0;
}
