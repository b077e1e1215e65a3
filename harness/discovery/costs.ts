import type { FactOutcome } from '../search/fact.ts';
import type { JudgedTrial } from './judge.ts';

/** How long trials of a case take, in milliseconds, learned from those that were run. */
export type Costs = Readonly<Record<FactOutcome, number>>;

/** What is expected before the first trial; only the ratio of the two matters, and that a pass runs the whole build. */
const UNKNOWN: Costs = { pass: 2_000, fail: 1_000 };

/** The mean duration of builds that left an image and of those that failed. */
export function costsOf(trials: readonly JudgedTrial[]): Costs {
  const pass = mean(trials.filter(({ verdict }) => verdict.kind === 'faithful' || verdict.kind === 'degraded'));
  const fail = mean(trials.filter(({ verdict }) => verdict.kind === 'failed' || verdict.kind === 'timeout'));
  const passing = pass ?? UNKNOWN.pass;
  return { pass: passing, fail: fail ?? passing * (UNKNOWN.fail / UNKNOWN.pass) };
}

function mean(trials: readonly JudgedTrial[]): number | undefined {
  if (trials.length === 0) return undefined;
  return trials.reduce((sum, { observation }) => sum + observation.durationMs, 0) / trials.length;
}
