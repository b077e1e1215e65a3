/** What a subset showed: F same image, D exit code 0 with another image, X failed, T did not end, ? not tried. */
export type VerdictLetter = (typeof LETTERS)[number];

const LETTERS = ['F', 'D', 'X', 'T', '?'] as const;

/** The run-length form in which a record keeps verdicts: `3X5F`. */
export function encodeVerdicts(letters: readonly VerdictLetter[]): string {
  return letters.join('').replace(/(.)\1+/g, (run, letter: string) => `${run.length}${letter}`);
}

/** The verdicts that a record keeps; undefined if the text is malformed or does not hold exactly `size` of them. */
export function decodeVerdicts(text: string, size: number): VerdictLetter[] | undefined {
  if (!/^(?:(?:[1-9]\d*)?[FDXT?])*$/.test(text)) return undefined;
  const letters: VerdictLetter[] = [];
  for (const [, count, mark] of text.matchAll(/(\d*)([FDXT?])/g)) {
    const letter = LETTERS.find((known) => known === mark);
    const times = count === '' ? 1 : Number(count);
    // A record may be a stranger's: no count in it makes more than was asked for.
    if (letter === undefined || letters.length + times > size) return undefined;
    for (let left = times; left > 0; left -= 1) letters.push(letter);
  }
  return letters.length === size ? letters : undefined;
}
