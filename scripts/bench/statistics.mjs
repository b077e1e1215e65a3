// What is said of several measurements of the same thing.

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `median 412 ms (380-523, 15 times)` */
export function spreadText(values) {
  const [least, most] = [Math.min(...values), Math.max(...values)].map(Math.round);
  return `median ${Math.round(median(values))} ms (${least}-${most}, ${values.length} times)`;
}
