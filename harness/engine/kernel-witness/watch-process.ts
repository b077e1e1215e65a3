import type { CapabilityChecks } from '../../vocabulary/capability-checks.ts';
import { pause } from '../deadline.ts';
import type { CheckWatch } from '../trial-port.ts';
import type { TraceInstance } from './trace-instance.ts';
import { CHECKS, NO_SYS_ADMIN, type TraceSettings } from './trace-settings.ts';
import { createTraceTally, type TraceTally } from './trace-tally.ts';

/** How often the buffer is emptied while a build runs, so that it can be small. */
const DRAIN_EVERY_MS = 50;

/** The same until the first check was seen: so long are more recorded than are wanted. */
const LOOK_EVERY_MS = 10;

/** An instance, and what is wanted of it. */
export interface Recorder {
  readonly instance: TraceInstance;
  readonly settings: TraceSettings;
}

/** Follows a process in an instance, and counts what it does until the end; then the instance is handed to `discard`. */
export async function watchProcess(
  { instance, settings }: Recorder,
  pid: number,
  discard: (instance: TraceInstance) => void,
): Promise<CheckWatch> {
  await instance.follow(pid);
  const tally = createTraceTally(settings);
  const ended = new AbortController();
  const draining = drainUntil(ended.signal, { instance, settings }, tally);
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

/**
 * The kernel asks for SYS_ADMIN whenever memory is mapped, so that any builder makes such a check at once. The first one shows
 * that its checks are seen at all; from then on they are left out unless they are wanted.
 */
async function drainUntil(ended: AbortSignal, { instance, settings }: Recorder, tally: TraceTally): Promise<void> {
  let narrowing: Promise<void> | undefined;
  const take = (piece: Uint8Array): void => {
    tally.add(piece);
    if (narrowing !== undefined || !tally.hasSeenCheck()) return;
    // If this fails, more is recorded than is wanted, and still counted rightly.
    narrowing = settings.withSysAdmin
      ? Promise.resolve()
      : instance.narrow(CHECKS, NO_SYS_ADMIN).catch(() => undefined);
  };
  // What fails here fails again when the watch is ended, and makes it incomplete there.
  while (!ended.aborted) {
    await instance.drain(take).catch(() => undefined);
    await narrowing;
    await pause(narrowing === undefined ? LOOK_EVERY_MS : DRAIN_EVERY_MS, ended);
  }
}
