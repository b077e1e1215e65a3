/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = low] = sorted.slice(sorted.length % 2 === 1 ? middle : middle - 1, middle + 1);
  return (low + high) / 2;
}

/** `median 412 ms (380-523, 15 times)`, of several measurements of the same thing. */
export function spreadText(values: readonly number[]): string {
  const [least, most] = [Math.round(Math.min(...values)), Math.round(Math.max(...values))];
  return `median ${Math.round(median(values))} ms (${least}-${most}, ${values.length} times)`;
}
