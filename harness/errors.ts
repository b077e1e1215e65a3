/** What kind of problem stops the harness; decides the exit code. */
export type ErrorCode =
  /** Wrong usage: an argument, a Dockerfile, a case.json or a record that cannot be used. Exit code 2. */
  | 'BAD_INPUT'
  /** The surroundings do not allow a verdict: no engine, no permission, no image. Exit code 3. */
  | 'INFRASTRUCTURE'
  /** What was asked for would break a build. Exit code 1. */
  | 'BROKEN';

/**
 * A problem that stops the harness and is told to the user. The message names the thing and what happened, `hint` the way
 * out. Expected outcomes of a trial are values and never become a HarnessError.
 */
export class HarnessError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HarnessError';
    this.code = code;
    this.hint = options.hint;
  }
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
