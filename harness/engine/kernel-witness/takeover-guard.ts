import type { TakeoverAttempt } from '../../vocabulary/capability-checks.ts';
import { byProgram, createBoundedCounts } from './bounded-counts.ts';
import { readTakeover, TAKEOVER_EVENTS } from './takeover-events.ts';
import { createTraceInstance, type TraceInstance } from './trace-instance.ts';

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
  return {
    end: async () => {
      try {
        await instance.stop();
        const pieces: Uint8Array[] = [];
        await instance.drain((piece) => pieces.push(Uint8Array.from(piece)));
        // Of more than the buffer holds, the last ones are there.
        return attemptsIn(Buffer.concat(pieces).toString('utf8'));
      } catch {
        return null;
      } finally {
        discard(instance);
      }
    },
  };
}

function attemptsIn(text: string): TakeoverAttempt[] {
  const counts = createBoundedCounts<TakeoverAttempt>();
  for (const line of text.split('\n')) {
    const attempt = readTakeover(line);
    if (attempt !== undefined) counts.add(attempt.call, { ...attempt, count: 1 });
  }
  return counts.values().toSorted(byProgram);
}
