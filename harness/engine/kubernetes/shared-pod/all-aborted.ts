/** Fires when all of these have; never where one is missing. */
export function allAborted(signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const all = new AbortController();
  const look = (): void => {
    if (signals.every((signal) => signal?.aborted === true)) all.abort();
  };
  for (const signal of signals) signal?.addEventListener('abort', look, { once: true });
  look();
  return all.signal;
}
