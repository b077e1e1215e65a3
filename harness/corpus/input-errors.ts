import { HarnessError, messageOf } from '../errors.ts';

/** Runs a file operation and tells its failure as bad input. */
export async function readable<T>(what: string, read: () => Promise<T>, hint?: string): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const message = `Cannot read ${what}: ${messageOf(error)}`;
    throw new HarnessError('BAD_INPUT', message, { cause: error, ...(hint === undefined ? {} : { hint }) });
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
