import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { HarnessError } from '../../../errors.ts';

/** The variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the docker client keeps its configuration, its contexts and certificates. */
export function configDirectory({ HOME, DOCKER_CONFIG }: Environment): string {
  return DOCKER_CONFIG || join(homeOf({ HOME }), '.docker');
}

/** The home of the user. */
export function homeOf({ HOME }: Environment): string {
  return HOME ?? homedir();
}

/**
 * A JSON file of the docker client; undefined if there is none.
 *
 * @throws HarnessError ENGINE_CHOICE if it is not JSON.
 */
export function readClientJson<T>(path: string): T | undefined {
  const text = readIfPresent(path)?.toString('utf8');
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser would repeat a part of the file, which may be a credential.
    throw new HarnessError('ENGINE_CHOICE', `Cannot read ${path}: it is not JSON`, {
      hint: 'It belongs to the docker client. Repair it, or set DOCKER_HOST.',
    });
  }
}

/** The content of a file; undefined if it cannot be read. */
export function readIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
