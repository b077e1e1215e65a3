import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HarnessError } from '../errors.ts';
import type { BuilderRequest } from '../vocabulary/run-plan.ts';

/** An executor as a command line names it. */
export interface NamedExecutor {
  /** As the user gave it. */
  readonly name: string;
  readonly request: BuilderRequest;
}

/** Whether an argument means a saved record: the directory of a run, or a file of JSON. */
export async function isRecord(path: string): Promise<boolean> {
  return path.endsWith('.json') || ((await stat(path).catch(() => undefined))?.isDirectory() ?? false);
}

/**
 * What an argument means: a file is a binary, anything else the reference of an image.
 *
 * @throws HarnessError for what looks like a path and is no file.
 */
export async function executorOf(name: string): Promise<NamedExecutor> {
  const found = await stat(name).catch(() => undefined);
  if (found?.isFile()) return { name, request: { kind: 'binary', path: resolve(name) } };
  if (found === undefined && !/^[./~]/.test(name)) return { name, request: { kind: 'image', reference: name } };
  throw new HarnessError(
    'NOT_AN_EXECUTOR',
    found === undefined ? `There is no executor ${name}` : `${name} is a directory, not an executor`,
    { hint: 'Give an image of Kaniko, or the path of an executor.' },
  );
}
