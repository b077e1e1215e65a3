import { shortenedInside } from '../log/telling-line.ts';

/** The line with which an executor gave up. */
export interface LastWords {
  readonly text: string;
  /** Whether nothing but the executor can have written it. Else it may be a command's that imitates it. */
  readonly isCertain: boolean;
}

/** What is known of the end of a build besides the line. */
export interface EndOfBuild {
  readonly exitCode: number;
  /** Whether any command of the Dockerfile was run. */
  readonly hasRunCommand: boolean;
  /** Whether the executor has said nothing since the last one began. */
  readonly isInCommand: boolean;
  /** Whether the executor has said that it pushes the image. */
  readonly isPushing: boolean;
}

/** They are plain text on standard error or output, whatever `--log-format` says. A command's line without an end may precede them. */
const WORDS =
  /error (?:building image|pushing image|checking push permissions?|changing to root dir|resolving relative paths)\b/g;

/** What it says only where a line begins, and before it has run a command: later it may be any program's. */
const EARLY_WORDS = /^(?:Error: |kaniko should only be run inside|panic: |fatal error: )/;

/** What its library for command lines says of a command line that it dislikes, the usage text after it. */
const USAGE_ERROR = /^Error: /;

const COMMAND_FAILED = /^error building image: error building stage: failed to execute command: /;

/** The exit codes with which an executor ends for an error of its own; a command's is passed on. */
const OWN_EXIT_CODES: ReadonlySet<number> = new Set([1, 2, 255]);

/** Only a command that runs can end like this. */
const PROCESS_FAILED = /waiting for process to exit/;

/** A record keeps less, and patterns are held against it. */
const LONGEST_WORDS = 8_192;

/**
 * The executor's last words among the lines that are not of its log; undefined if none can be its own. It has one such line, and a
 * command may print others. While a command runs, only that the command failed can be the executor's word.
 */
export function lastWordsIn(lines: readonly string[], end: EndOfBuild): LastWords | undefined {
  const spoken = end.hasRunCommand ? lines : beforeUsage(lines);
  const all = spoken.flatMap((line) => wordsOf(line, end) ?? []).filter((text) => fits(text, end));
  const failures = all.filter((text) => COMMAND_FAILED.test(text));
  const text = (end.isInCommand ? failures.at(-1) : undefined) ?? all.at(-1);
  if (text === undefined) return undefined;
  const isInPlace = end.isInCommand ? COMMAND_FAILED.test(text) : !PROCESS_FAILED.test(text);
  const isCertain = !end.hasRunCommand || (isInPlace && new Set(all).size === 1);
  return { text: shortenedInside(text, LONGEST_WORDS), isCertain };
}

/** An executor that dislikes its command line prints its whole usage afterwards, with words of many kinds. */
function beforeUsage(lines: readonly string[]): readonly string[] {
  const error = lines.findIndex((line) => USAGE_ERROR.test(line));
  const usage = lines.findIndex((line, index) => index > error && line === 'Usage:');
  return error === -1 || usage === -1 ? lines : lines.slice(0, usage);
}

/** A line without the words that an executor may have written after what a command left there without an end. */
export function besidesWords(line: string): string {
  const found = line.search(WORDS);
  return found === -1 ? line : line.slice(0, found);
}

function wordsOf(line: string, { hasRunCommand }: EndOfBuild): string | undefined {
  if (!hasRunCommand && EARLY_WORDS.test(line)) return line;
  const found = [...line.matchAll(WORDS)].at(-1)?.index;
  return found === undefined || (found > 0 && !hasRunCommand) ? undefined : line.slice(found);
}

function fits(text: string, { exitCode, hasRunCommand, isPushing }: EndOfBuild): boolean {
  return fitsExitCode(text, exitCode) && (isPushing || !hasRunCommand || !text.startsWith('error pushing image'));
}

/** The exit code of a command is passed on, or becomes 1. An executor that was killed ends with none of these. */
function fitsExitCode(text: string, exitCode: number): boolean {
  const status = COMMAND_FAILED.test(text) ? /exit status (\d{1,3})$/.exec(text)?.[1] : undefined;
  return status === undefined ? OWN_EXIT_CODES.has(exitCode) : exitCode === Number(status) || exitCode === 1;
}
