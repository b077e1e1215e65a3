/** A point in time as nanoseconds since 1970: Docker's times have nine fraction digits, a Date has three. */
export type Instant = bigint;

/**
 * Reads an RFC 3339 time with any number of fraction digits. Undefined for Go's zero time (year 1), with which the engine
 * says "never", and for what is no time.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [, seconds, fraction = '', zone] = match;
  const milliseconds = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(milliseconds) || milliseconds <= 0) return undefined;
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

/** The point in time as the engine's `since` and `until` parameters take it: `seconds.nanoseconds`. */
export function formatInstant(instant: Instant): string {
  const nanosecondsPerSecond = 1_000_000_000n;
  return `${instant / nanosecondsPerSecond}.${String(instant % nanosecondsPerSecond).padStart(9, '0')}`;
}
