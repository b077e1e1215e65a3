import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { JudgedTrial } from './judge.ts';

/** How many times as long as the slowest build that ended well a build may take. */
const PATIENCE = 10;

/** A rerun is evidence only if it was given at least this many times as long. */
const LEAST_PATIENCE = 5;

/** No build is given less: the first trials of a case are few, and a busy machine is slow now and then. */
const LEAST_DEADLINE_MS = 20_000;

/** How many reruns decide however slow the builds have become since. */
const RERUNS_THAT_DECIDE = 2;

/** The deadline of the next build of a case, learned from those that ended well; never later than the case's own. */
export function deadlineFrom(trials: readonly JudgedTrial[], caseDeadlineMs: number): number {
  const slowest = slowestBuildMs(trials);
  if (slowest === undefined) return caseDeadlineMs;
  return Math.min(caseDeadlineMs, Math.max(LEAST_DEADLINE_MS, PATIENCE * slowest));
}

/**
 * The sets that ran into their deadline, by whether that is evidence. It is once the set has done so with nothing beside it
 * and time enough: until then it may only have been slow.
 */
export function timedOutSets(trials: readonly JudgedTrial[]): {
  readonly settled: ReadonlySet<CapabilitySet>;
  readonly unsettled: readonly CapabilitySet[];
} {
  const settled = new Set<CapabilitySet>();
  const unsettled = new Set<CapabilitySet>();
  const timeouts = trials.filter(({ verdict }) => verdict.kind === 'timeout');
  // It is asked about after every trial, and most builds end.
  const enough = timeouts.length === 0 ? 0 : LEAST_PATIENCE * (slowestBuildMs(trials) ?? 0);
  for (const set of new Set(timeouts.map(({ observation }) => observation.capabilities))) {
    const alone = timeouts.filter(({ observation }) => observation.capabilities === set && observation.alone);
    const isLongEnough = ({ verdict }: JudgedTrial): boolean =>
      verdict.kind === 'timeout' && verdict.deadlineMs >= enough;
    if (alone.length >= RERUNS_THAT_DECIDE || alone.some(isLongEnough)) settled.add(set);
    else if (!hasEnded(trials, set)) unsettled.add(set);
  }
  return { settled, unsettled: [...unsettled] };
}

/** Whether another trial of the set ended by itself and so tells more. */
function hasEnded(trials: readonly JudgedTrial[], set: CapabilitySet): boolean {
  return trials.some(
    ({ observation, verdict }) =>
      observation.capabilities === set && ['faithful', 'degraded', 'failed'].includes(verdict.kind),
  );
}

function slowestBuildMs(trials: readonly JudgedTrial[]): number | undefined {
  const durations = trials
    .filter(({ observation }) => observation.outcome.kind === 'built')
    .map(({ observation }) => observation.durationMs);
  return durations.length === 0 ? undefined : Math.max(...durations);
}
