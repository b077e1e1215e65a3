/** As `Promise.all`, but fails only when nothing is under way any more: what is removed after a failure stays removed. */
export async function together<const T extends readonly Promise<unknown>[]>(begun: T) {
  await Promise.allSettled(begun);
  return Promise.all(begun);
}
