import { rewritten, type Written } from '../model/written.ts';

/** How a system splits a text into words. */
export interface WordRules {
  /** Characters that end a word outside of quotes. */
  readonly spaces: string;
  readonly quotes: string;
  /** Whether a backslash takes the meaning from the character behind it: any, or a double quote alone. */
  readonly escapes: 'any' | 'double-quotes';
}

/** As compose splits `command` and `entrypoint` (go-shellwords). */
export const COMPOSE_WORDS: WordRules = { spaces: ' \t\r\n', quotes: `'"`, escapes: 'any' };

/** As the runner of GitHub splits `args` (the argument parser of .NET). */
export const GITHUB_WORDS: WordRules = { spaces: ' \t', quotes: '"', escapes: 'double-quotes' };

/**
 * The words of a text. What was resolved in the text stays known in the words that have it. A reference without a value is not
 * split, whatever stands in it.
 */
export function splitWords(written: Written, rules: WordRules): Written[] {
  const references = [...new Set(written.unresolved.map(({ reference }) => reference))];
  const marked = references.reduce((text, one, index) => text.replaceAll(one, markOf(index)), written.value);
  const restored = (text: string): string =>
    references.reduce((whole, one, index) => whole.replaceAll(markOf(index), () => one), text);
  return textsOf(marked, rules)
    .map(restored)
    .map((text) => ({
      ...rewritten(written, text),
      resolved: written.resolved.filter(({ value }) => value !== '' && text.includes(value)),
      unresolved: written.unresolved.filter(({ reference }) => text.includes(reference)),
    }));
}

/** Stands for a reference while a text is split: characters that no text is given a meaning by. */
function markOf(index: number): string {
  return `\uE000${index}\uE001`;
}

function textsOf(text: string, { spaces, quotes, escapes }: WordRules): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] as string;
    const next = text[index + 1];
    const isEscape = character === '\\' && quote !== "'" && next !== undefined && (escapes === 'any' || next === '"');
    if (isEscape) {
      word = (word ?? '') + next;
      index += 1;
    } else if (character === quote) quote = undefined;
    else if (quote === undefined && quotes.includes(character)) {
      quote = character;
      word ??= '';
    } else if (quote === undefined && spaces.includes(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  return word === undefined ? words : [...words, word];
}
