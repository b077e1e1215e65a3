/** A thing, and what is written of it. */
export interface Fitting<Thing> {
  readonly one: Thing;
  readonly text: string;
}

/** The first things whose texts fit together into so many bytes; none is cut. */
export function thoseThatFit<Thing>(
  things: readonly Thing[],
  write: (one: Thing) => string,
  room: number,
): Fitting<Thing>[] {
  const fitting: Fitting<Thing>[] = [];
  let left = room;
  for (const one of things) {
    const text = write(one);
    left -= bytes(text);
    if (left < 0) break;
    fitting.push({ one, text });
  }
  return fitting;
}

/** The size of a text in UTF-8, which is what limits count. */
export function bytes(text: string): number {
  return Buffer.byteLength(text);
}
