import { readFileSync } from 'node:fs';

/** So many times longer is the long text. */
const FACTOR = 8;

/** Work that grows with the square of the length takes 64 times as long, work that grows with the length 8 times. */
const LARGEST_GROWTH = 24;

/** Less than this is within what a clock and a collection of garbage add. */
const UNMEASURABLE_MS = 20;

/**
 * Whether reading a text of `length` characters, and one of eight times as many, takes a time that grows with the length alone. The time
 * is that of the processor, so that what else runs on the machine does not count, and each is the best of several.
 */
export function growsLinearly(
  length: number,
  textOf: (length: number) => string,
  read: (text: string) => void,
): boolean {
  const [short, long] = [textOf(length), textOf(FACTOR * length)];
  const shortMs = Math.max(
    UNMEASURABLE_MS,
    best(3, () => read(short)),
  );
  // A collection of garbage may fall into a reading: only what stays slow is slow.
  return Array.from({ length: ATTEMPTS }).some(() => best(1, () => read(long)) < LARGEST_GROWTH * shortMs);
}

/** How often the long text is read before it counts as slow. */
const ATTEMPTS = 12;

/** A text of that length: fragments in their order, again and again. */
export function repeated(fragments: readonly string[], length: number): string {
  const unit = fragments.join('');
  return unit.repeat(Math.ceil(length / Math.max(1, unit.length))).slice(0, length);
}

function best(times: number, run: () => void): number {
  return Math.min(...Array.from({ length: times }, () => cpuMs(run)));
}

function cpuMs(run: () => void): number {
  const before = threadMs();
  run();
  return threadMs() - before;
}

/** How long this thread has had a processor, as Linux tells; other tests may run in other threads of the process. */
function threadMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  }
}
