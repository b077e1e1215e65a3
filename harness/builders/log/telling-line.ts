import { isRefusal } from './infrastructure-fault.ts';

const TROUBLE =
  /cannot|can't|could not|unable|fail|error|fatal|no such|not found|not permitted|denied|invalid|no space|refused/i;

/** What is looked at of a line. */
const LONGEST_LINE = 8_192;

/** A record keeps what a person can read: longer lines are cut. */
const LONGEST_MESSAGE = 500;

/**
 * The line of a failed command's output that most likely tells the reason: the last refusal by the kernel, else the last
 * line that speaks of trouble, else the last line. Its two streams arrive in no fixed order, so the very last line may be
 * an innocent one.
 */
export function tellingLine(output: readonly string[]): string | undefined {
  const spoken = output.filter((line) => line.trim() !== '').map((line) => shortenedInside(line, LONGEST_LINE));
  return spoken.findLast(isRefusal) ?? spoken.findLast((line) => TROUBLE.test(line)) ?? spoken.at(-1);
}

/** The message, cut to what a record keeps. */
export function shortened(message: string): string {
  const text = message.trim();
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE - 1)}…`;
}

/** A long text without its middle: what wraps a reason stands at its beginning, and the reason at its end. */
export function shortenedInside(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const half = longest >> 1;
  return `${text.slice(0, half)}…${text.slice(-half)}`;
}
