import type { Written } from '../model/written.ts';

/** Programs that start the program behind their own options and assignments. */
const STARTERS: readonly string[] = [
  'exec',
  'command',
  'env',
  'time',
  'timeout',
  'nice',
  'nohup',
  'sudo',
  'retry',
  'stdbuf',
  'xargs',
];

/** The index of a program among the words of a command: the first word, or behind what only starts it; undefined where it is not started. */
export function startedProgram(words: readonly Written[], isProgram: (word: string) => boolean): number | undefined {
  const index = words.findIndex(({ value }) => isProgram(value));
  const [first] = words;
  if (index < 0 || first === undefined) return undefined;
  const before = words.slice(1, index).map(({ value }) => value);
  const isStarted =
    index === 0 ||
    (STARTERS.includes(first.value) &&
      before.every((word) => /^-|=|^\d+[smhd]?$/.test(word) || STARTERS.includes(word)));
  return isStarted ? index : undefined;
}
