/** Asks once, however often it is called. A failure is not kept: the next question may be answered. */
export function keptAnswer<T>(ask: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => {
    known ??= ask().catch((thrown: unknown) => {
      known = undefined;
      throw thrown;
    });
    return known;
  };
}
