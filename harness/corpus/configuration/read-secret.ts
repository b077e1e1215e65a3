import { HarnessError } from '../../errors.ts';
import type { SecretSource } from '../../vocabulary/configuration-sources.ts';
import { displayed } from '../case-location.ts';
import { readSmallFile } from './read-small-file.ts';

/** A secret with its value, which is never to be written or shown. */
export interface Secret {
  readonly id: string;
  readonly value: string;
}

/** The length from which a value can be masked. */
const SHORTEST_SECRET = 4;

/** An environment variable can be no longer (MAX_ARG_STRLEN of the kernel, with its name). */
const LONGEST_SECRET_BYTES = 120 * 1024;

/**
 * Reads the value of a secret. A stand-in has the same value on every machine, so that its images can be compared.
 *
 * @throws HarnessError BAD_CONFIGURATION, which never holds a part of the value.
 */
export async function readSecret(
  { id, from }: SecretSource,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Secret> {
  switch (from.kind) {
    case 'stand-in':
      return { id, value: `kaniko-caps-stand-in-for-${id}` };
    case 'environment':
      return { id, value: usable(id, environment[from.name] ?? missing(id, `the variable ${from.name} is not set`)) };
    case 'file': {
      const file = await readSmallFile(from.path, LONGEST_SECRET_BYTES);
      if (file.kind === 'read') return { id, value: usable(id, textOf(id, file.bytes)) };
      return missing(id, `cannot read ${displayed(from.path, { workingDirectory: process.cwd() })} (${file.why})`);
    }
  }
}

function textOf(id: string, bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\0') && Buffer.from(text, 'utf8').equals(bytes)) return text;
  throw new HarnessError('BAD_CONFIGURATION', `The value of the secret ${id} is not text in UTF-8`, {
    hint: 'Only secrets that are text can be given. Encode it, for example with base64.',
  });
}

function usable(id: string, value: string): string {
  return checkedValue(`secret ${id}`, value, 'Leave src and env out to use a stand-in value.');
}

/**
 * The value of something secret, if it can be passed on and kept out of logs. `what` names it, `hint` says the way out.
 *
 * @throws HarnessError BAD_CONFIGURATION, which never holds a part of the value.
 */
export function checkedValue(what: string, value: string, hint: string): string {
  const sizeBytes = Buffer.byteLength(value);
  if (!isTooShortToMask(value) && sizeBytes <= LONGEST_SECRET_BYTES) return value;
  throw new HarnessError(
    'BAD_CONFIGURATION',
    sizeBytes > LONGEST_SECRET_BYTES
      ? `The value of the ${what} is longer than ${LONGEST_SECRET_BYTES / 1024} KiB`
      : `The value of the ${what} is shorter than ${SHORTEST_SECRET} characters, so it cannot be kept out of logs`,
    { hint },
  );
}

/** Whether a value would be found by chance all over a log, and so cannot be kept out of it. */
export function isTooShortToMask(value: string): boolean {
  return value.trim().length < SHORTEST_SECRET;
}

function missing(id: string, why: string): never {
  throw new HarnessError('BAD_CONFIGURATION', `There is no value for the secret ${id}: ${why}`, {
    hint: 'Name a file with src=FILE or a variable with env=NAME, or leave both out to use a stand-in value.',
  });
}
