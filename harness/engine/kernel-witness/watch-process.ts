import type { CapabilityChecks } from '../../vocabulary/capability-checks.ts';
import { pause } from '../deadline.ts';
import type { CheckWatch } from '../trial-port.ts';
import { createCheckTally } from './check-tally.ts';
import type { TraceInstance } from './trace-instance.ts';

/** How often the buffer is emptied while a build runs, so that it can be small. */
const DRAIN_EVERY_MS = 50;

/** Follows a process in an instance, and counts its checks until the end; then the instance is handed to `discard`. */
export async function watchProcess(
  instance: TraceInstance,
  pid: number,
  discard: (instance: TraceInstance) => void,
): Promise<CheckWatch> {
  await instance.follow(pid);
  const tally = createCheckTally();
  const ended = new AbortController();
  const draining = drainUntil(ended.signal, instance, tally.add);
  let result: Promise<CapabilityChecks> | undefined;
  const finish = async (): Promise<CapabilityChecks> => {
    ended.abort();
    try {
      await draining;
      await instance.stop();
      await instance.drain(tally.add);
      return tally.result(await instance.hasLostEvents());
    } catch {
      return tally.result(true);
    } finally {
      discard(instance);
    }
  };
  return {
    end: () => {
      result ??= finish();
      return result;
    },
  };
}

async function drainUntil(
  ended: AbortSignal,
  instance: TraceInstance,
  take: (piece: Uint8Array) => void,
): Promise<void> {
  // What fails here fails again when the watch is ended, and makes it incomplete there.
  while (!ended.aborted) {
    await instance.drain(take).catch(() => undefined);
    await pause(DRAIN_EVERY_MS, ended);
  }
}
