import { HarnessError } from '../errors.ts';
import type { InvalidCase } from '../vocabulary/case.ts';

/**
 * What a Dockerfile comes to that a search of a repository found; a problem with it is a value there. Where the user named it, the
 * problem is an error as any other.
 *
 * @throws HarnessError unless `recursive`.
 */
export async function orProblem<T>(
  { recursive = false }: { readonly recursive?: boolean | undefined },
  run: () => Promise<T>,
): Promise<T | HarnessError> {
  try {
    return await run();
  } catch (error) {
    if (recursive && error instanceof HarnessError) return error;
    throw error;
  }
}

/** What reports say of a Dockerfile with a problem. Paths in it become relative to the working directory: two machines say the same. */
export function invalidCaseOf(
  { id, file }: Pick<InvalidCase, 'id' | 'file'>,
  { code, message, hint }: HarnessError,
  workingDirectory: string,
): InvalidCase {
  const text = hint === undefined ? message : `${message}. ${hint}`;
  return { id, file, code, reason: text.replaceAll(`${workingDirectory}/`, ''), line: lineIn(message, file) };
}

/** Messages about a line begin with its place: `api/Dockerfile:3: `. */
function lineIn(message: string, file: string): number | null {
  const line = message.startsWith(`${file}:`) ? /^(\d+):/.exec(message.slice(file.length + 1))?.[1] : undefined;
  return line === undefined ? null : Number(line);
}
