import { safeLines, withoutCommands } from '../report/plain-text.ts';

/** Writes a result: what a user or a program asked for. */
export function print(text: string): void {
  process.stdout.write(safeOutput(text));
}

/** Writes what a CI system is to take for commands; whoever made it escaped the texts in it. */
export function printCommands(text: string): void {
  process.stdout.write(safeLines(ended(text)));
}

/** Tells the user something beside the result. */
export function tell(text: string): void {
  process.stderr.write(safeOutput(text));
}

/** Whatever comes from a build is escaped where it is told; this is for what was overlooked. JSON keeps its meaning. */
function safeOutput(text: string): string {
  return withoutCommands(safeLines(ended(text)));
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Columns of the terminal; without one, what a log shows without wrapping. */
export function outputWidth(): number {
  return process.stdout.columns ?? 140;
}
