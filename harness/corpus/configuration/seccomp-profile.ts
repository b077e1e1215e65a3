import { createHash } from 'node:crypto';
import * as z from 'zod';
import { HarnessError } from '../../errors.ts';
import { displayed } from '../case-location.ts';
import { readSmallFile } from './read-small-file.ts';

/** A seccomp profile in a file. */
export interface SeccompFile {
  /** The text that an engine takes. */
  readonly json: string;
  readonly sha256: string;
}

/** Docker's own profile has 15 KiB. */
const LONGEST_PROFILE_BYTES = 1024 * 1024;

const action = z.enum([
  'SCMP_ACT_ALLOW',
  'SCMP_ACT_ERRNO',
  'SCMP_ACT_KILL',
  'SCMP_ACT_KILL_PROCESS',
  'SCMP_ACT_KILL_THREAD',
  'SCMP_ACT_LOG',
  'SCMP_ACT_NOTIFY',
  'SCMP_ACT_TRACE',
  'SCMP_ACT_TRAP',
]);

/** What every engine requires of a profile; what else is in one is the engine's to judge. */
const profile = z.looseObject({
  defaultAction: action,
  syscalls: z
    .array(z.looseObject({ action, names: z.array(z.string()).optional(), name: z.string().optional() }))
    .nullish(),
});

/**
 * Reads a seccomp profile as Docker and Kubernetes take it.
 *
 * @throws HarnessError BAD_CONFIGURATION for a file that cannot be read or is no such profile.
 */
export async function readSeccompFile(path: string): Promise<SeccompFile> {
  const shown = displayed(path, { workingDirectory: process.cwd() });
  const file = await readSmallFile(path, LONGEST_PROFILE_BYTES);
  if (file.kind === 'unusable') {
    throw new HarnessError('BAD_CONFIGURATION', `Cannot read the seccomp profile ${shown} (${file.why})`, {
      hint: 'Give a readable file of at most 1 MiB, or one of default and unconfined.',
    });
  }
  const json = file.bytes.toString('utf8');
  const parsed = profile.safeParse(parseJson(json, shown));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw notAProfile(shown, [issue?.path.join('.'), issue?.message].filter(Boolean).join(': '));
  }
  return { json, sha256: createHash('sha256').update(file.bytes).digest('hex') };
}

function parseJson(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser would repeat what the file holds, and it may be another file than the user meant.
    throw notAProfile(shown, 'it is not JSON');
  }
}

function notAProfile(shown: string, why: string): HarnessError {
  return new HarnessError('BAD_CONFIGURATION', `${shown} is not a seccomp profile: ${why}`, {
    hint: 'Give a profile in JSON, with a defaultAction and a list of syscalls, as docker run --security-opt seccomp=FILE takes it.',
  });
}
