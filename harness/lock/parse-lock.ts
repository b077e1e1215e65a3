import { closest } from 'fastest-levenshtein';
import * as z from 'zod';
import { HarnessError } from '../errors.ts';
import { safeText } from '../text/plain-text.ts';
import { fieldText, readJson } from '../text/read-json.ts';
import { termProblem } from './exception-term.ts';
import { findLockProblem } from './find-lock-problem.ts';
import { LOCK_SCHEMA_VERSION, type LockFile, lockFile } from './lock-file.ts';
import { reservedKeyIn } from './reserved-keys.ts';
import { withPlainSets } from './with-plain-sets.ts';

/**
 * Reads a lock file. What it says must hang together: whoever edits it by hand into nonsense is told where. The terms of
 * exceptions are judged by the day, where one is given.
 *
 * @throws HarnessError BAD_LOCK_FILE naming the file, the line and the field.
 */
export function parseLock(text: string, name: string, today?: string): LockFile {
  refuseConflicts(text, name);
  const reading = readJson(text);
  if (reading.kind === 'broken') {
    const { line, column, problem } = reading;
    throw new HarnessError('BAD_LOCK_FILE', `${name}:${line}:${column}: it is not JSON: ${problem}`, { hint: RESTORE });
  }
  refuseOtherVersion(reading.value, name);
  const place = (path: readonly PropertyKey[]): string => {
    const line = lineOf(reading.lines, path);
    return path.length === 0 ? name : `${name}:${line}: ${fieldText(path)}`;
  };
  const reserved = reservedKeyIn(reading.value);
  if (reserved !== undefined) {
    const message = `${place(reserved)}: no field of a lock file may have this name`;
    throw new HarnessError('BAD_LOCK_FILE', message, { hint: `Remove it. ${RESTORE}` });
  }
  const parsed = lockFile.safeParse(reading.value);
  if (!parsed.success) throw schemaProblem(parsed.error.issues, place);
  const problem = findLockProblem(parsed.data) ?? (today === undefined ? undefined : termProblem(parsed.data, today));
  if (problem === undefined) return withPlainSets(parsed.data);
  const { field, what, hint = RESTORE } = problem;
  throw new HarnessError('BAD_LOCK_FILE', `${place(field)}: ${what}`, { hint });
}

const RESTORE = 'Correct it, or restore it from git (git checkout -- FILE). kaniko-caps update writes a new one.';

/** Git writes these at the beginning of a line. */
const CONFLICT = /^(<{7}|={7}|>{7}|\|{7})( |\r?$)/;

function refuseConflicts(text: string, name: string): void {
  const index = text.split('\n').findIndex((line) => CONFLICT.test(line));
  if (index < 0) return;
  throw new HarnessError('BAD_LOCK_FILE', `${name}:${index + 1}: it contains the marks of a merge conflict`, {
    hint: 'Keep one side (git checkout --ours or --theirs FILE). Then run kaniko-caps update for what the other side changed.',
  });
}

function refuseOtherVersion(value: unknown, name: string): void {
  const version = z.object({ schemaVersion: z.int() }).safeParse(value).data?.schemaVersion;
  if (version === undefined || version <= LOCK_SCHEMA_VERSION) return;
  const message = `${name}: schemaVersion is ${version}, and this version of kaniko-caps reads ${LOCK_SCHEMA_VERSION}`;
  throw new HarnessError('BAD_LOCK_FILE', message, {
    hint: 'Use the version of kaniko-caps that wrote it, or a newer one.',
  });
}

/** The line of the field; where it is missing, that of the nearest field around it. */
function lineOf(lines: ReadonlyMap<string, number>, path: readonly PropertyKey[]): number {
  return lines.get(fieldText(path)) ?? (path.length === 0 ? 1 : lineOf(lines, path.slice(0, -1)));
}

type Place = (path: readonly PropertyKey[]) => string;

/** The first thing that is wrong; a field that nothing knows comes first, as it explains the one that is missing. */
function schemaProblem(issues: readonly z.core.$ZodIssue[], place: Place): HarnessError {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  const key = unknown?.keys[0];
  if (unknown !== undefined && key !== undefined) {
    const missing = issues
      .filter((issue) => isMissingBeside(issue, unknown.path))
      .map(({ path }) => String(path.at(-1)));
    const hint = missing.length > 0 ? `Did you mean ${closest(key, missing)}?` : `Remove ${safeText(key)}. ${RESTORE}`;
    return new HarnessError('BAD_LOCK_FILE', `${place([...unknown.path, key])}: there is no such field`, { hint });
  }
  const [first] = issues;
  const what = safeText(first?.message ?? 'is not valid');
  return new HarnessError('BAD_LOCK_FILE', `${place(first?.path ?? [])}: ${what}`, { hint: RESTORE });
}

function isMissingBeside(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): boolean {
  return issue.path.length === path.length + 1 && path.every((key, index) => issue.path[index] === key);
}
