import { distance } from 'fastest-levenshtein';

/** So many letters of a name may be wrong for each letter of it before another name is meant. */
const WRONG_LETTERS = 0.4;

/** The known name that somebody probably meant; undefined if none is near. */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  const word = written.toLowerCase();
  const ranked = known
    .map((name) => ({ name, wrong: name.toLowerCase().startsWith(word) ? 0 : distance(word, name.toLowerCase()) }))
    .filter(({ name, wrong }) => word !== '' && wrong <= WRONG_LETTERS * Math.max(word.length, name.length));
  return ranked.toSorted((a, b) => a.wrong - b.wrong)[0]?.name;
}

/** `Did you mean CHOWN?`, as a hint; none if no known name is near. */
export function suggestion(written: string, known: readonly string[]): { readonly hint?: string } {
  const nearest = nearestName(written, known);
  return nearest === undefined ? {} : { hint: `Did you mean ${nearest}?` };
}
