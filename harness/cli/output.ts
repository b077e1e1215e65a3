/** Writes a result: what a user or a program asked for. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Tells the user something beside the result. */
export function tell(text: string): void {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Columns of the terminal; without one, what a log shows without wrapping. */
export function outputWidth(): number {
  return process.stdout.columns ?? 140;
}
