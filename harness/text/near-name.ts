import { closest, distance } from 'fastest-levenshtein';

/** The name that was probably meant by a word; undefined where none is near. */
export function nearName(word: string, names: readonly string[]): string | undefined {
  if (word === '' || names.length === 0) return undefined;
  const nearest = closest(word, names);
  return distance(word, nearest) <= mistakesAllowed(word) ? nearest : undefined;
}

/** A slip is one letter or two letters that changed places; a longer word may have more of them. */
function mistakesAllowed(word: string): number {
  return 1 + Math.floor(word.length / 3);
}
