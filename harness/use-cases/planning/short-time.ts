import type { RunRecord } from '../../record/record.ts';
import { durationText } from '../../text/plain-text.ts';
import type { Case } from '../../vocabulary/case.ts';

/** A run that is limited in time. */
export interface TimedRun {
  readonly maxTimeMs: number;
  readonly cases: readonly Pick<Case, 'id'>[];
  /** How many trials run at once; undefined where it is left to the engine. */
  readonly jobs: number | undefined;
}

/**
 * What to tell before a run whose time does not even suffice for its reference builds, going by how long they took in an earlier
 * record; undefined where it does, or where the record does not tell.
 */
export function shortTimeText(
  { maxTimeMs, cases, jobs }: TimedRun,
  { cases: before, environment }: RunRecord,
): string | undefined {
  const ids = new Set(cases.map(({ id }) => id));
  const references = before
    .filter(({ id }) => ids.has(id))
    .flatMap(({ trials }) =>
      trials.all.filter(({ purpose, variation }) => purpose === 'reference' && variation === null),
    )
    .map(({ durationMs }) => durationMs);
  const totalMs = references.reduce((sum, ms) => sum + ms, 0);
  const leastMs = Math.max(0, ...references, totalMs / (jobs ?? environment.cpus));
  if (leastMs <= maxTimeMs) return undefined;
  return `--max-time ${durationText(maxTimeMs)} is too short for an answer: the reference builds alone took ${durationText(leastMs)} before.`;
}
