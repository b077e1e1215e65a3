import { plainLines } from '../../text/plain-lines.ts';
import { unquoteGo } from '../log/go-quotation.ts';
import { besidesWords, type LastWords, lastWordsIn } from './last-words.ts';

/** A line that Kaniko itself logged. */
export interface LogEntry {
  /** `info`, `warning`, `error`, `fatal`. */
  readonly level: string;
  readonly message: string;
}

/** What an executor wrote, sorted by who speaks. */
export interface KanikoTranscript {
  /** Kaniko's own log, in order. */
  readonly entries: readonly LogEntry[];
  /** The line with which it gave up, and whether it is surely its own; undefined if it has none. */
  readonly lastWords: LastWords | undefined;
  /** What the last command wrote, or everything that is not Kaniko's if no command was run. */
  readonly commandOutput: readonly string[];
}

/** An entry of the log, with what stands before it in its line: a command's last line may have no end. */
interface LoggedLine extends LogEntry {
  readonly before: string;
  /** ISO 8601, as it is written. */
  readonly time: string;
}

/** A line of `--log-format=text`. */
const ENTRY = /time="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))" level=(\w{1,10}) msg=/g;

/** Where the engine left a part of the log out: a command may have begun there. */
const LEFT_OUT = /^\[\d{1,20} bytes left out\]$/;

/** Kaniko says so right before it begins a command. */
const COMMAND_BEGINS = 'Running: [';

/**
 * What Kaniko says when a command has ended. While one runs, what has the form of Kaniko's log may be the command's own words: many
 * programs log with the same library.
 */
const COMMAND_ENDED =
  /^(?:Taking snapshot|No files|Skipping (?:snapshot|push)|Saving file |Storing source image|Deleting filesystem|Building stage |Pushing image|Pushed |Unpacking rootfs|Retrieving image|Executing \d+ build trigger|No base image)/;

/**
 * Reads an executor's output: who wrote which line is told by the order of Kaniko's own log, since it logs on one stream and runs one
 * command at a time. The two streams are interleaved in no fixed order, so that no place of another line is relied on.
 */
export function readTranscript(
  output: string,
  exitCode: number,
  isInstruction: (message: string) => boolean,
): KanikoTranscript {
  const entries: LogEntry[] = [];
  const others: string[] = [];
  let commandOutput: string[] = [];
  /** When the running command began; undefined while none runs. */
  let command: string | undefined;
  let commands = 0;
  const spoken = (line: string): void => {
    if (line === '') return;
    others.push(line);
    const said = besidesWords(line);
    if (said !== '') commandOutput.push(said);
  };
  for (const line of plainLines(output)) {
    if (LEFT_OUT.test(line)) [command, commands] = [command ?? '', commands + 1];
    const logged = loggedLine(line);
    const isOwn = logged !== undefined && (command === undefined || endsCommand(logged, command, isInstruction));
    if (!isOwn) {
      if (logged?.level !== 'info') spoken(line);
      continue;
    }
    spoken(logged.before);
    command = undefined;
    entries.push({ level: logged.level, message: logged.message });
    if (!logged.message.startsWith(COMMAND_BEGINS)) continue;
    [command, commands, commandOutput] = [logged.time, commands + 1, []];
  }
  const end = {
    exitCode,
    hasRunCommand: commands > 0,
    isInCommand: command !== undefined,
    isPushing: entries.some(({ message }) => message.startsWith('Pushing image')),
  };
  return { entries, lastWords: lastWordsIn(others, end) ?? gravest(entries), commandOutput };
}

/** Whether Kaniko itself says that the command which began at a time has ended. An older line was printed by the command. */
function endsCommand(
  { time, message }: LoggedLine,
  began: string,
  isInstruction: (message: string) => boolean,
): boolean {
  return !(Date.parse(time) < Date.parse(began)) && (COMMAND_ENDED.test(message) || isInstruction(message));
}

function gravest(entries: readonly LogEntry[]): LastWords | undefined {
  const entry = entries.findLast(({ level }) => level === 'fatal' || level === 'panic');
  return entry === undefined ? undefined : { text: entry.message, isCertain: true };
}

/** The entry that a line ends with. */
function loggedLine(line: string): LoggedLine | undefined {
  ENTRY.lastIndex = 0;
  const match = ENTRY.exec(line);
  const [, time, level] = match ?? [];
  if (match === null || time === undefined || level === undefined) return undefined;
  const message = unquoteGo(line.slice(match.index + match[0].length));
  return { before: line.slice(0, match.index), time, level, message };
}
