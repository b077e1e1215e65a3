import { type TakeoverAttempt, UNKNOWN_PROGRAM } from '../../vocabulary/capability-checks.ts';
import { pause } from '../deadline.ts';
import { byProgram, createBoundedCounts } from './bounded-counts.ts';
import { createLineSplitter } from './line-splitter.ts';
import { readTakeover, TAKEOVER_EVENTS } from './takeover-events.ts';
import { createTraceInstance, type TraceInstance } from './trace-instance.ts';

/** How often what was seen is read: the kernel forgets the names of programs that have ended. */
const DRAIN_EVERY_MS = 50;

/** The watch over attempts to take a process over. */
export interface TakeoverGuard {
  /** Ends it and gives what was seen; null if that cannot be known. Never rejects. */
  end(): Promise<readonly TakeoverAttempt[] | null>;
}

/** Makes the instance for a guard. It has a buffer of its own, which no build can fill with anything else. */
export function createGuardInstance(root: string): Promise<TraceInstance> {
  return createTraceInstance(root, TAKEOVER_EVENTS);
}

/** Guards a process and its descendants; in the end the instance is handed to `discard`. */
export async function guardProcess(
  instance: TraceInstance,
  pid: number,
  discard: (instance: TraceInstance) => void,
): Promise<TakeoverGuard> {
  await instance.follow(pid);
  const attempts = createAttemptTally();
  const ended = new AbortController();
  const draining = drainUntil(ended.signal, instance, attempts.add);
  return {
    end: async () => {
      ended.abort();
      try {
        await draining;
        await instance.stop();
        await instance.drain(attempts.add);
        return attempts.result();
      } catch {
        return null;
      } finally {
        discard(instance);
      }
    },
  };
}

async function drainUntil(
  ended: AbortSignal,
  instance: TraceInstance,
  take: (piece: Uint8Array) => void,
): Promise<void> {
  while (!ended.aborted) {
    // What fails here fails again in the end.
    await instance.drain(take).catch(() => undefined);
    await pause(DRAIN_EVERY_MS, ended);
  }
}

/** Lines that are not understood count as well: no other calls are recorded. */
function createAttemptTally(): { add(piece: Uint8Array): void; result(): TakeoverAttempt[] } {
  const counts = createBoundedCounts<TakeoverAttempt>();
  const lines = createLineSplitter((line) => {
    const { call, program } = (line === null ? undefined : readTakeover(line)) ?? UNREADABLE;
    counts.add(call, { call, program, count: 1 });
  });
  return {
    add: lines.add,
    result: () => {
      lines.end();
      return counts.values().toSorted(byProgram);
    },
  };
}

const UNREADABLE: Omit<TakeoverAttempt, 'count'> = { call: 'memory-file', program: UNKNOWN_PROGRAM };
