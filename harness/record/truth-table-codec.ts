import type { Answer, Outcome } from '../vocabulary/answer.ts';
import { outcomeOf, type VerdictKind } from '../vocabulary/verdict.ts';

/** What a subset showed: F same image, D exit code 0 with another image, X failed, T did not end, ? not tried. */
export type VerdictLetter = keyof typeof VERDICTS;

/** The verdict that each letter stands for, the one that outweighs others first; none for what was not tried. */
const VERDICTS = {
  F: 'faithful',
  D: 'degraded',
  X: 'failed',
  T: 'timeout',
  '?': undefined,
} as const satisfies Readonly<Record<string, VerdictKind | undefined>>;

/** The letters, the one that outweighs others first: a false failure is easy to come by, a false success is not. */
export const VERDICT_LETTERS = Object.keys(VERDICTS) as readonly VerdictLetter[];

/** The letter of a verdict; `?` for one that is not about the build. */
export function letterFor(kind: VerdictKind): VerdictLetter {
  return VERDICT_LETTERS.find((letter) => VERDICTS[letter] === kind) ?? '?';
}

/** What a letter says for one answer; undefined where the set was not tried. */
export function outcomeOfLetter(letter: VerdictLetter, answer: Answer): Outcome | undefined {
  const verdict = VERDICTS[letter];
  return verdict === undefined ? undefined : outcomeOf(verdict, answer);
}
/** The run-length form in which a record keeps verdicts: `3X5F`. */
export function encodeVerdicts(letters: readonly VerdictLetter[]): string {
  return letters.join('').replace(/(.)\1+/g, (run, letter: string) => `${run.length}${letter}`);
}

/** The verdicts that a record keeps; undefined if the text is malformed or does not hold exactly `size` of them. */
export function decodeVerdicts(text: string, size: number): VerdictLetter[] | undefined {
  if (!/^(?:(?:[1-9]\d*)?[FDXT?])*$/.test(text)) return undefined;
  const letters: VerdictLetter[] = [];
  for (const [, count, mark] of text.matchAll(/(\d*)([FDXT?])/g)) {
    const letter = VERDICT_LETTERS.find((known) => known === mark);
    const times = count === '' ? 1 : Number(count);
    // A record may be a stranger's: no count in it makes more than was asked for.
    if (letter === undefined || letters.length + times > size) return undefined;
    for (let left = times; left > 0; left -= 1) letters.push(letter);
  }
  return letters.length === size ? letters : undefined;
}
