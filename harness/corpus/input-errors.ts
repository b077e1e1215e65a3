import { type ErrorCode, HarnessError, messageOf } from '../errors.ts';

/** What is said of a file that cannot be read. */
interface ReadFailure {
  /** @default 'NO_SUCH_PATH' */
  readonly code?: ErrorCode;
  readonly hint?: string;
}

/** Runs a file operation and turns its failure into a HarnessError. */
export async function readable<T>(what: string, read: () => Promise<T>, failure: ReadFailure = {}): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const { code = 'NO_SUCH_PATH', ...way } = failure;
    throw new HarnessError(code, `Cannot read ${what}: ${messageOf(error)}`, { cause: error, ...way });
  }
}

/** Runs something and puts the place in front of what a HarnessError from it says. */
export function atPlace<T>(place: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    const { code, message, hint } = error;
    throw new HarnessError(code, `${place}: ${message}`, { cause: error, ...(hint === undefined ? {} : { hint }) });
  }
}
