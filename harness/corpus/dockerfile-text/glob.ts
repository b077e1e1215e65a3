import type { ExpansionBudget } from './expansion-budget.ts';

/** Which end of the places where a match can end. */
export type MatchLength = 'shortest' | 'longest';

/**
 * Where a match of a pattern that begins at `start` ends; undefined if there is none. In a pattern `*` stands for anything and `?` for
 * one character. It takes as many steps as text and pattern have characters, multiplied, and no pattern makes it take more.
 */
export function matchEnd(
  pattern: string,
  text: string,
  { start, length, budget }: { readonly start: number; readonly length: MatchLength; readonly budget: ExpansionBudget },
): number | undefined {
  // The places in the pattern that can be reached with what was read so far.
  let reached = withStars(new Set([0]), pattern);
  let found: number | undefined;
  for (let at = start; ; at += 1) {
    budget.spend(reached.size + 1);
    if (reached.has(pattern.length)) found = at;
    if ((found !== undefined && length === 'shortest') || reached.size === 0 || at === text.length) return found;
    reached = withStars(advance(reached, pattern, text.charAt(at)), pattern);
  }
}

function advance(reached: ReadonlySet<number>, pattern: string, character: string): Set<number> {
  const next = new Set<number>();
  for (const place of reached) {
    const wanted = pattern.charAt(place);
    if (wanted === '*') next.add(place);
    else if (place < pattern.length && (wanted === '?' || wanted === character)) next.add(place + 1);
  }
  return next;
}

/** A star can stand for nothing. What is added while the set is gone through is gone through as well. */
function withStars(places: Set<number>, pattern: string): Set<number> {
  for (const place of places) if (pattern.charAt(place) === '*') places.add(place + 1);
  return places;
}
