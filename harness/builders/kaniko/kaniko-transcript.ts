import { plainLines } from '../../text/plain-lines.ts';

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
  /** The line with which it gave up. */
  readonly error: string | undefined;
  /** What the last command wrote, or everything that is not Kaniko's if no command was run. */
  readonly commandOutput: readonly string[];
}

/** The last words of an executor. They are plain text on standard error or output, whatever `--log-format` says. */
const LAST_WORDS =
  /^(?:Error: .*|error (?:building image|pushing image|checking push permissions?|changing to root dir|resolving relative paths)\b.*|kaniko should only be run inside.*|panic: .*|fatal error: .*)$/;

/** Reads an executor's output. Its streams may be interleaved out of order, so no line's place is relied on near the end. */
export function readTranscript(output: string): KanikoTranscript {
  const entries: LogEntry[] = [];
  let commandOutput: string[] = [];
  let error: string | undefined;
  for (const line of plainLines(output)) {
    const entry = parseEntry(line);
    if (entry?.message.startsWith('Running: [')) commandOutput = [];
    // After an error that cobra reports comes the usage text of the program.
    if (line === 'Usage:' && error?.startsWith('Error: ')) break;
    if (entry !== undefined) entries.push(entry);
    else if (LAST_WORDS.test(line)) error = line;
    else if (line !== '') commandOutput.push(line);
  }
  return { entries, error: error ?? gravest(entries), commandOutput };
}

function gravest(entries: readonly LogEntry[]): string | undefined {
  return entries.findLast((entry) => entry.level === 'fatal' || entry.level === 'panic')?.message;
}

/** Reads a line of `--log-format=text`: `time="…" level=info msg="…"`. */
function parseEntry(line: string): LogEntry | undefined {
  const match = /^time="[^"]*" level=(\w+) msg=(.*)$/.exec(line);
  const [level, quoted] = [match?.[1], match?.[2]];
  return level === undefined || quoted === undefined ? undefined : { level, message: unquote(quoted) };
}

/** Undoes Go's quoting as far as JSON's rules reach; a message without special characters is not quoted at all. */
function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text.replace(/\\([^"\\/bfnrtu])/g, '\\\\$1')));
  } catch {
    return text.replace(/^"|"$/g, '');
  }
}
