import { type ShellToken, shellTokens } from './shell-words.ts';

/** One command of a shell script, as far as words tell it. */
export interface ShellCommand {
  /** The program, without its directory. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** Whether the script goes on when it fails. */
  readonly swallowed: boolean;
  /** Whether it runs only when something before it failed. */
  readonly isFallback: boolean;
  readonly inBackground: boolean;
}

/** Longest script that is read; what follows is left out, for a heredoc may hold a whole archive. */
const LONGEST = 20_000;
/** A script inside a script is read as well, and a group inside a group, but not without end. */
const DEEPEST = 3;
const DEEPEST_GROUP = 20;

/** Words that stand before a command without being it. */
const PREFIXES = new Set(['!', 'if', 'then', 'else', 'elif', 'while', 'until', 'do', 'exec', 'command', 'env', 'time']);
/** Words that end what `if` and its like began. */
const ENDS = new Set(['fi', 'done', 'esac', ';;']);

/** The commands of a script. Guesswork by design: it decides what is asked first, never what is true. */
export function shellCommands(script: string, depth = 0): ShellCommand[] {
  return readList({ tokens: shellTokens(script.slice(0, LONGEST)), next: 0, depth, groups: 0 });
}

interface Reader {
  readonly tokens: readonly ShellToken[];
  next: number;
  readonly depth: number;
  groups: number;
}

function takeOperator(reader: Reader, ...operators: readonly string[]): string | undefined {
  const token = reader.tokens[reader.next];
  if (token?.kind !== 'operator' || !operators.includes(token.text)) return undefined;
  reader.next += 1;
  return token.text;
}

/** Commands one after the other, up to the end of the group. What fails before the last is forgotten, unless `set -e` says no. */
function readList(reader: Reader): ShellCommand[] {
  const chains: ShellCommand[][] = [];
  while (reader.next < reader.tokens.length && takeOperator(reader, ')', '}') === undefined) {
    const before = reader.next;
    const chain = readChain(reader);
    const inBackground = takeOperator(reader, ';', '\n', '&', ';;') === '&';
    const started = (command: ShellCommand) => ({ ...command, inBackground: command.inBackground || inBackground });
    if (chain.length > 0) chains.push(chain.map(started));
    if (reader.next === before) reader.next += 1;
  }
  let stops = false;
  return chains.flatMap((chain, index) => {
    stops ||= chain.some(
      ({ program, arguments: given }) => program === 'set' && given.some((word) => /^-\w*e/.test(word)),
    );
    const forgotten = !stops && index < chains.length - 1;
    return chain.map((command) => ({ ...command, swallowed: command.swallowed || forgotten }));
  });
}

/** `a && b || c`: a failure of `a` or `b` is swallowed, unless `c` fails by itself. */
function readChain(reader: Reader): ShellCommand[] {
  const links: { commands: ShellCommand[]; after: string | undefined }[] = [];
  for (;;) {
    const commands = readPipeline(reader);
    const after = takeOperator(reader, '&&', '||');
    links.push({ commands, after });
    if (after === undefined) break;
    while (takeOperator(reader, '\n') !== undefined);
  }
  return links.flatMap(({ commands }, index) => {
    const isCaught = links.slice(index).some(({ after }, later) => {
      const caught = links[index + later + 1]?.commands ?? [];
      return after === '||' && !caught.some(({ program }) => program === 'exit' || program === 'false');
    });
    const isFallback = links[index - 1]?.after === '||';
    return commands.map((command) => ({
      ...command,
      swallowed: command.swallowed || isCaught,
      isFallback: command.isFallback || isFallback,
    }));
  });
}

/** A pipeline ends as its last command does. */
function readPipeline(reader: Reader): ShellCommand[] {
  const parts: ShellCommand[][] = [readCommand(reader)];
  while (takeOperator(reader, '|') !== undefined) parts.push(readCommand(reader));
  return parts.flatMap((part, index) =>
    part.map((command) => ({ ...command, swallowed: command.swallowed || index < parts.length - 1 })),
  );
}

function readCommand(reader: Reader): ShellCommand[] {
  const found: ShellCommand[] = [];
  if (reader.groups < DEEPEST_GROUP && takeOperator(reader, '(', '{') !== undefined) {
    reader.groups += 1;
    found.push(...readList(reader));
    reader.groups -= 1;
  }
  const words: string[] = [];
  for (let token = reader.tokens[reader.next]; token?.kind === 'word'; token = reader.tokens[reader.next]) {
    words.push(token.text);
    reader.next += 1;
  }
  return [...found, ...commandsOf(words, reader.depth)];
}

/** The command that these words are, and those that it is told to run. */
function commandsOf(words: readonly string[], depth: number): ShellCommand[] {
  const start = words.findIndex((word) => !PREFIXES.has(nameOf(word)) && !/^[A-Za-z_]\w*=/.test(word));
  const program = nameOf(words[start] ?? '');
  if (program === '' || program.startsWith('#') || ENDS.has(program)) return [];
  const given = words.slice(start + 1);
  const own = { program, arguments: given, swallowed: false, isFallback: false, inBackground: false };
  const inner = depth < DEEPEST ? scriptIn(program, given) : undefined;
  return inner === undefined ? [own] : [own, ...shellCommands(inner, depth + 1)];
}

function nameOf(word: string): string {
  return word.replace(/^.*\//s, '');
}

/** What a shell, su or sudo is told to run. */
function scriptIn(program: string, given: readonly string[]): string | undefined {
  if (/^(?:ba|da|a|z|k)?sh$|^su$|^runuser$/.test(program)) {
    const flag = given.findIndex((word) => /^-[a-z]*c$|^--command$/.test(word));
    return flag === -1 ? undefined : given[flag + 1];
  }
  if (!/^(?:sudo|doas|gosu|su-exec|nice|chroot|xargs|nohup)$/.test(program)) return undefined;
  const first = given.findIndex((word) => !word.startsWith('-'));
  const skipped = /^(?:gosu|su-exec|chroot)$/.test(program) ? 1 : 0;
  return first === -1 ? undefined : given.slice(first + skipped).join(' ');
}
