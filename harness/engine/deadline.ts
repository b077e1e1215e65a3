import { setTimeout as sleep } from 'node:timers/promises';

/** Says that something was not done in time. */
export class DeadlineError extends Error {
  constructor(deadlineMs: number) {
    super(`no answer within ${deadlineMs / 1000} s`);
    this.name = 'DeadlineError';
  }
}

/**
 * The promise, or a DeadlineError when it takes longer. A promise of docker-modem may stay pending for ever once its
 * connection breaks after the response's headers, whatever its own timeout option says; so each of them comes through here.
 */
export async function within<T>(deadlineMs: number, promise: Promise<T>): Promise<T> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise, expiry(deadlineMs, timer.signal)]);
  } finally {
    timer.abort();
  }
}

async function expiry(deadlineMs: number, signal: AbortSignal): Promise<never> {
  await sleep(deadlineMs, undefined, { signal });
  throw new DeadlineError(deadlineMs);
}

/** Resolves after a while, or at once when the signal fires. Never rejects. */
export async function pause(durationMs: number, signal?: AbortSignal): Promise<void> {
  await sleep(durationMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}
