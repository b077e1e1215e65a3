/** Time that passes only when everything waits for it. */
export interface VirtualClock {
  /** Milliseconds since the beginning. */
  now(): number;
  /** Resolves when so much time has passed, or at once when the signal fires; says which. */
  wait(durationMs: number, signal?: AbortSignal): Promise<'over' | 'aborted'>;
  /** Lets time pass, from one end of a wait to the next, until the work is done. */
  pass<T>(work: Promise<T>): Promise<T>;
}

interface Wait {
  readonly until: number;
  readonly end: () => void;
}

/** A clock that stands at the given time. */
export function virtualClock(startMs = 0): VirtualClock {
  let now = startMs;
  const waits = new Set<Wait>();
  return {
    now: () => now,
    wait: (durationMs, signal) =>
      new Promise((resolve) => {
        const wait: Wait = {
          until: now + durationMs,
          end: () => {
            waits.delete(wait);
            resolve('over');
          },
        };
        waits.add(wait);
        signal?.addEventListener('abort', () => {
          if (waits.delete(wait)) resolve('aborted');
        });
      }),
    async pass(work) {
      let isDone = false;
      const done = (): void => {
        isDone = true;
      };
      work.then(done, done);
      for (;;) {
        // Whatever can go on without more time does so first.
        await new Promise(setImmediate);
        if (isDone) return work;
        const next = [...waits].sort((a, b) => a.until - b.until)[0];
        if (next === undefined) continue;
        now = next.until;
        next.end();
      }
    },
  };
}
