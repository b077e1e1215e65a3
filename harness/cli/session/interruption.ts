import { tell } from '../output/output.ts';

/** Two signals closer than this are one key press: npm and shells pass a Ctrl-C on to the whole process group. */
const ECHO_MS = 500;

/** What Ctrl-C does to a run. */
export interface Interruption {
  /** After the first: no further trial begins, what runs is finished and saved. */
  readonly stop: AbortSignal;
  /** After the second: what runs is killed. */
  readonly cancel: AbortSignal;
  /** Gives Ctrl-C its usual meaning back. */
  dispose(): void;
}

/** Watches for Ctrl-C and for the signal with which a job's owner ends it. */
export function watchInterruption(): Interruption {
  const stop = new AbortController();
  const cancel = new AbortController();
  let last = 0;
  const onInterrupt = (): void => {
    const now = Date.now();
    if (now - last < ECHO_MS) return;
    last = now;
    if (stop.signal.aborted) {
      tell('Stopping the running trials.');
      cancel.abort();
      return;
    }
    tell('Finishing the running trials. Press Ctrl-C again to stop them now.');
    stop.abort();
  };
  const onTerminate = (): void => {
    stop.abort();
    cancel.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return {
    stop: stop.signal,
    cancel: cancel.signal,
    dispose() {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
    },
  };
}
