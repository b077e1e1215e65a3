import type { Instruction } from '../../vocabulary/case.ts';
import type { CaseFeature } from './case-feature.ts';
import { COMMAND_RULES, type CommandSurroundings } from './command-rules.ts';
import { type ShellCommand, shellCommands } from './shell-commands.ts';
import type { Stage } from './stages.ts';

/** Longest piece of a command that a reason repeats. */
const WORDS_SHOWN = 60;

/** What the commands of a stage's RUN instructions let expect. */
export function commandFeatures({ instructions }: Stage): CaseFeature[] {
  const runs = instructions.filter(({ keyword }) => keyword === 'RUN');
  const commands = runs.flatMap((run) => commandsOf(run).map((command) => ({ run, command })));
  const givesAway = commands.some(({ command }) => isGift(command));
  return commands.flatMap(({ run, command }) => {
    const surroundings = { givesAway, asUser: isAfterUser(run, instructions) };
    return COMMAND_RULES.filter(({ matches }) => matches(command, surroundings)).map(({ name }) => ({
      name,
      line: run.line,
      words: wordsOf(command),
      swallowed: command.swallowed,
      isFallback: command.isFallback,
    }));
  });
}

/** The commands of a RUN in any of its forms. */
function commandsOf({ text }: Instruction): ShellCommand[] {
  const script = text.replace(/^RUN\s+(?:--\S+\s+)*/i, '');
  const words = parseWords(script);
  return shellCommands(words === undefined ? script : words.map(quoted).join(' '));
}

function parseWords(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((word) => typeof word === 'string') ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function quoted(word: string): string {
  return word.includes("'") ? `"${word.replace(/(["\\])/g, '\\$1')}"` : `'${word}'`;
}

function isGift({ program, arguments: given }: ShellCommand): boolean {
  return (
    program === 'chown' || program === 'chgrp' || (program === 'install' && given.some((word) => /^-[og]/.test(word)))
  );
}

function isAfterUser(run: Instruction, instructions: readonly Instruction[]): CommandSurroundings['asUser'] {
  const user = instructions.slice(0, instructions.indexOf(run)).findLast(({ keyword }) => keyword === 'USER');
  return user !== undefined && !/^USER\s+["']?(?:root|0)(?:["':\s]|$)/i.test(user.text);
}

function wordsOf({ program, arguments: given }: ShellCommand): string {
  const words = [program, ...given].join(' ').replace(/\s+/g, ' ');
  return words.length <= WORDS_SHOWN ? words : `${words.slice(0, WORDS_SHOWN - 1)}…`;
}
