import { CHAIN_START, type LineReading, type SoundLine } from './line.ts';

/** What was done to the lines of a journal after they were written. `at` counts the lines of the file from 1. */
export type ChainFault =
  /** Lines are missing behind line `at` of the file (0 for its beginning): they were lines `first` to `last`. */
  | { readonly kind: 'removed'; readonly at: number; readonly first: number; readonly last: number }
  | { readonly kind: 'added'; readonly at: number }
  | { readonly kind: 'changed'; readonly at: number }
  /** Two lines stand each in the place of the other. */
  | { readonly kind: 'swapped'; readonly at: number; readonly with: number }
  /** The line stands in another place than where it was written. */
  | { readonly kind: 'moved'; readonly at: number; readonly line: number }
  /** It was chained to what this version does not know. */
  | { readonly kind: 'foreign'; readonly at: number; readonly form: string };

/** A line with the number that it was written under. */
interface Numbered {
  readonly at: number;
  readonly line: number;
  /** Undefined where its content cannot be believed. */
  readonly sound: SoundLine | undefined;
}

/** Whether every line stands where it was written, behind the line that it was written behind. */
export function isChained(readings: readonly LineReading[]): readings is readonly SoundLine[] {
  let sum = CHAIN_START.sum;
  let mayBeOlder = true;
  for (const [index, reading] of readings.entries()) {
    if (reading.kind !== 'sound') return false;
    if (reading.link === null && !mayBeOlder) return false;
    if (reading.link !== null && (reading.link.after !== sum || reading.link.line !== index + 1)) return false;
    mayBeOlder &&= reading.link === null;
    sum = reading.sum;
  }
  return true;
}

/** Where a journal is not what was written, in the order of its lines; empty only if nothing shows. */
export function findChainFaults(readings: readonly LineReading[]): ChainFault[] {
  if (isChained(readings)) return [];
  const { numbered, added } = withoutAdded(numberedLines(readings));
  const faults = [
    ...added.map(({ at }): ChainFault => ({ kind: 'added', at })),
    ...numbered.flatMap(({ at, sound }): ChainFault[] => (sound === undefined ? [{ kind: 'changed', at }] : [])),
    ...movedLines(numbered),
    ...removedLines(numbered),
    ...replacedLines(numbered),
  ];
  return faults.toSorted((a, b) => a.at - b.at);
}

/** A line whose own number cannot be believed has that of its place: behind the one before. */
function numberedLines(readings: readonly LineReading[]): Numbered[] {
  const written = new Set(readings.flatMap((one) => (one.kind === 'sound' && one.link !== null ? one.link.line : [])));
  const highest = Math.max(0, ...written);
  let isOlder = true;
  let last = 0;
  return readings.map((reading, index) => {
    if (reading.kind === 'sound' && reading.link !== null) {
      isOlder = false;
      last = reading.link.line;
      return { at: index + 1, line: last, sound: reading };
    }
    // A line of the older form behind one of this form was written by nobody.
    if (reading.kind === 'sound' && !isOlder) return { at: index + 1, line: 0, sound: reading };
    const own = reading.kind === 'changed' ? (reading.line ?? 0) : 0;
    last = own > last && own < highest && !written.has(own) ? own : last + 1;
    return { at: index + 1, line: last, sound: reading.kind === 'sound' ? reading : undefined };
  });
}

/** Of lines with one number, the one that the next line was written behind counts. */
function withoutAdded(lines: readonly Numbered[]): Record<'numbered' | 'added', readonly Numbered[]> {
  const byNumber = new Map<number, Numbered[]>();
  for (const one of lines) {
    const same = byNumber.get(one.line);
    if (same === undefined) byNumber.set(one.line, [one]);
    else same.push(one);
  }
  const kept = new Set<Numbered>();
  let next: Numbered | undefined;
  for (const line of [...byNumber.keys()].filter((number) => number > 0).toSorted((a, b) => b - a)) {
    next = originalOf(byNumber.get(line) ?? [], next?.line === line + 1 ? next : undefined, lines);
    if (next !== undefined) kept.add(next);
  }
  return { numbered: lines.filter((one) => kept.has(one)), added: lines.filter((one) => !kept.has(one)) };
}

function originalOf(
  candidates: readonly Numbered[],
  next: Numbered | undefined,
  lines: readonly Numbered[],
): Numbered | undefined {
  const after = next?.sound?.link?.after;
  const chained = candidates.filter(({ sound }) => sound !== undefined && sound.sum === after);
  // Of copies, the one that the next line stands behind; of last lines, one that stands behind the line that it was written behind.
  const isBehindOwn = ({ at, sound }: Numbered): boolean =>
    sound?.link != null && lines[at - 2]?.sound?.sum === sound.link.after;
  return chained.find(({ at }) => at + 1 === next?.at) ?? chained[0] ?? candidates.find(isBehindOwn) ?? candidates[0];
}

/** The lines that stand in another order than their numbers: those in each other's places, and others as few as tell it. */
function movedLines(numbered: readonly Numbered[]): ChainFault[] {
  const inOrder = numbered.toSorted((a, b) => a.line - b.line);
  const rank = new Map(inOrder.map((one, index) => [one, index]));
  const swapped: ChainFault[] = [];
  const others = numbered.flatMap((one, index): Numbered[] => {
    const place = rank.get(one) ?? index;
    const other = numbered[place];
    if (place === index || other === undefined || rank.get(other) !== index) return [one];
    if (place > index) swapped.push({ kind: 'swapped', at: one.at, with: other.at });
    return [];
  });
  const ascending = longestAscending(others);
  const moved = others.filter((one) => !ascending.has(one));
  return [...swapped, ...moved.map(({ at, line }): ChainFault => ({ kind: 'moved', at, line }))];
}

function longestAscending(numbered: readonly Numbered[]): ReadonlySet<Numbered> {
  const ends: Numbered[] = [];
  const before = new Map<Numbered, Numbered | undefined>();
  for (const one of numbered) {
    const isLast = (ends.at(-1)?.line ?? 0) < one.line;
    const length = isLast ? ends.length : ends.findIndex(({ line }) => line > one.line);
    before.set(one, ends[length - 1]);
    ends[length] = one;
  }
  const ascending = new Set<Numbered>();
  for (let one = ends.at(-1); one !== undefined; one = before.get(one)) ascending.add(one);
  return ascending;
}

function removedLines(numbered: readonly Numbered[]): ChainFault[] {
  const inOrder = numbered.toSorted((a, b) => a.line - b.line);
  return inOrder.flatMap(({ line }, index): ChainFault[] => {
    const before = inOrder[index - 1] ?? { at: 0, line: 0 };
    if (line === before.line + 1) return [];
    return [{ kind: 'removed', at: before.at, first: before.line + 1, last: line - 1 }];
  });
}

/** A line that was written anew together with its own checksum is told by the line behind it. */
function replacedLines(numbered: readonly Numbered[]): ChainFault[] {
  const byNumber = new Map(numbered.map((one) => [one.line, one]));
  return numbered.flatMap(({ at, line, sound }): ChainFault[] => {
    const after = sound?.link?.after;
    if (after === undefined) return [];
    if (line === 1) return after === CHAIN_START.sum ? [] : [{ kind: 'foreign', at, form: after }];
    const before = byNumber.get(line - 1);
    return before?.sound === undefined || before.sound.sum === after ? [] : [{ kind: 'changed', at: before.at }];
  });
}
