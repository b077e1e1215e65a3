import { safeLines, withoutCommands } from '../../text/plain-text.ts';

/** Writes a result: what a user or a program asked for. */
export function print(text: string): void {
  writeLines(process.stdout, text, safeOutput);
}

/** Writes what a CI system is to take for commands; whoever made it escaped the texts in it. */
export function printCommands(text: string): void {
  writeLines(process.stdout, text, safeLines);
}

/** Tells the user something beside the result. */
export function tell(text: string): void {
  writeLines(process.stderr, text, safeOutput);
}

/** Whatever comes from a build is escaped where it is told; this is for what was overlooked. JSON keeps its meaning. */
function safeOutput(lines: string): string {
  return withoutCommands(safeLines(lines));
}

/** About how much is written at once: a large record leaves little room for a second copy of it. */
const PART_LENGTH = 2 ** 20;

/** Writes whole lines, the last one with an end. */
function writeLines(stream: NodeJS.WriteStream, text: string, safe: (lines: string) => string): void {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start + PART_LENGTH) + 1 || text.length;
    stream.write(safe(text.slice(start, end)));
    start = end;
  }
  if (!text.endsWith('\n')) stream.write('\n');
}

/** Columns of the terminal; without one, what a log shows without wrapping. */
export function outputWidth(): number {
  return process.stdout.columns ?? 140;
}
