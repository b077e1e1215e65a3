import { isDeepStrictEqual } from 'node:util';
import { pause } from '../../deadline.ts';
import type { PodBuilderReading, PodEvidenceRequest } from '../trial-pod/pod-evidence.ts';
import { type PodProcess, type PodProcesses, statusIn } from '../trial-pod/pod-processes.ts';
import { type BuilderSight, isFirstOf } from './pod-disturbance.ts';

/** What the builders of a pod were before the first of its builds began. */
export interface BuilderSights {
  /** Undefined as long as nobody has looked. */
  of(container: string): BuilderSight | undefined;
  /**
   * The reading of a builder, if it is still what it was before any build of its pod began: a build that ran meanwhile shares processes
   * with the container that reads. The first one that is checked has all of them looked at. Never rejects.
   */
  checked(container: string, reading: PodBuilderReading, asked: PodEvidenceRequest): Promise<PodBuilderReading>;
}

const POLL_MS = 20;

/** Nobody has looked yet; `waiting` names the containers of those whose builders wait for a context. */
export function builderSights({ list }: Pick<PodProcesses, 'list'>, waiting: () => readonly string[]): BuilderSights {
  const sights = new Map<string, BuilderSight>();
  let looking: Promise<void> | undefined;
  const look = async ({ isBuilder, deadlineMs }: PodEvidenceRequest): Promise<void> => {
    const giveUpAt = Date.now() + deadlineMs;
    while (Date.now() < giveUpAt) {
      const seen = sightsIn(await list(), waiting(), isBuilder);
      for (const [container, sight] of seen) sights.set(container, sight);
      if (waiting().every((container) => sights.has(container))) return;
      await pause(POLL_MS);
    }
  };
  return {
    of: (container) => sights.get(container),
    checked: async (container, reading, asked) => {
      if (reading.kind !== 'read') return reading;
      looking ??= look(asked).catch(() => undefined);
      await looking;
      const before = sights.get(container);
      const { pid, status } = reading;
      if (before !== undefined && before.pid === pid && isDeepStrictEqual(before.status, status)) return reading;
      const was = before === undefined ? 'was not seen' : 'was not the same';
      return { kind: 'unreadable', message: `the builder ${was} before the first build of its pod` };
    },
  };
}

function sightsIn(
  processes: readonly PodProcess[],
  waiting: readonly string[],
  isBuilder: PodEvidenceRequest['isBuilder'],
): Map<string, BuilderSight> {
  const sights = new Map<string, BuilderSight>();
  for (const container of waiting) {
    const [first, ...others] = processes.filter((process) => isFirstOf(container, process));
    const status = first === undefined ? undefined : statusIn(first);
    if (first === undefined || status === undefined || others.length > 0 || !isBuilder(status)) continue;
    sights.set(container, { pid: first.pid, status });
  }
  return sights;
}
