/** What trying one executor on one case gave: an answer, or nothing that could be compared. */
export type Tried = { readonly kind: 'answer'; readonly key: string } | { readonly kind: 'skipped' };

/** What was tried of one case, by the position of the executor in the list. */
export type TriedPositions = ReadonlyMap<number, Tried>;

/** How the search for the first change stands, or ended. */
export type Bisection =
  | { readonly kind: 'open'; readonly next: number }
  /** The two ends give the same answer; what lies between them was not looked at. */
  | { readonly kind: 'unchanged' }
  /** The answers at `last` and `first` differ, and nothing between them could be compared. */
  | { readonly kind: 'found'; readonly last: number; readonly first: number; readonly skipped: readonly number[] }
  /** An end has no answer, so that there is nothing to search between. */
  | { readonly kind: 'no-verdict'; readonly end: number };

/**
 * The next executor to try on a case, or the pair of neighbours between which its answer changed. Between two positions that
 * differ the middle differs from one of them, so that each trial halves what is left, and whatever the answers are the pair that
 * is reported differs.
 */
export function bisectionOf(count: number, tried: TriedPositions): Bisection {
  const end = count - 1;
  for (const position of [0, end]) {
    const seen = tried.get(position);
    if (seen === undefined) return { kind: 'open', next: position };
    if (seen.kind === 'skipped') return { kind: 'no-verdict', end: position };
  }
  if (keyAt(tried, 0) === keyAt(tried, end)) return { kind: 'unchanged' };
  return narrow(tried, 0, end);
}

/** The position nearest to this one that has an answer: the best guess of what is found here. */
export function nearestAnswer(tried: TriedPositions, position: number): number | undefined {
  const answered = [...tried].filter(([, seen]) => seen.kind === 'answer').map(([at]) => at);
  return answered.toSorted((a, b) => Math.abs(a - position) - Math.abs(b - position) || a - b)[0];
}

/**
 * The executor to try next for all cases together: the one that most of them ask for, so that few are started; undefined when
 * no case is open.
 */
export function nextPosition(bisections: readonly Bisection[]): number | undefined {
  const votes = new Map<number, number>();
  for (const one of bisections) if (one.kind === 'open') votes.set(one.next, (votes.get(one.next) ?? 0) + 1);
  return [...votes].toSorted(([a, most], [b, other]) => other - most || a - b)[0]?.[0];
}

function narrow(tried: TriedPositions, from: number, to: number): Bisection {
  let [last, first] = [from, to];
  for (;;) {
    const between = positionsBetween(last, first).filter((position) => tried.get(position)?.kind !== 'skipped');
    const next = middleOf(between);
    if (next === undefined) return { kind: 'found', last, first, skipped: positionsBetween(last, first) };
    if (!tried.has(next)) return { kind: 'open', next };
    if (keyAt(tried, next) === keyAt(tried, last)) last = next;
    else first = next;
  }
}

function positionsBetween(last: number, first: number): number[] {
  return Array.from({ length: first - last - 1 }, (_, index) => last + 1 + index);
}

function middleOf(positions: readonly number[]): number | undefined {
  return positions[Math.floor((positions.length - 1) / 2)];
}

function keyAt(tried: TriedPositions, position: number): string | undefined {
  const seen = tried.get(position);
  return seen?.kind === 'answer' ? seen.key : undefined;
}
