import type { CaseState } from '../proof/case-state.ts';
import type { Outcome } from '../vocabulary/answer.ts';

/** How long trials of a case take, in milliseconds, learned from those that were run. */
export type Costs = Readonly<Record<Outcome, number>>;

/** What is expected before the first trial; only the ratio of the two matters, and that a pass runs the whole build. */
const UNKNOWN: Costs = { pass: 2_000, fail: 1_000 };

/** Every question of a case asks for them, and they change only with its trials. */
const known = new WeakMap<CaseState['trials'], Costs>();

/** The mean duration of builds that left an image and of those that failed. */
export function costsOf(trials: CaseState['trials']): Costs {
  const costs = known.get(trials) ?? meanCosts(trials);
  known.set(trials, costs);
  return costs;
}

function meanCosts(trials: CaseState['trials']): Costs {
  const pass = mean(trials.filter(({ verdict }) => verdict.kind === 'faithful' || verdict.kind === 'degraded'));
  const fail = mean(trials.filter(({ verdict }) => verdict.kind === 'failed' || verdict.kind === 'timeout'));
  const passing = pass ?? UNKNOWN.pass;
  return { pass: passing, fail: fail ?? passing * (UNKNOWN.fail / UNKNOWN.pass) };
}

function mean(trials: CaseState['trials']): number | undefined {
  if (trials.length === 0) return undefined;
  return trials.reduce((sum, { observation }) => sum + observation.durationMs, 0) / trials.length;
}
