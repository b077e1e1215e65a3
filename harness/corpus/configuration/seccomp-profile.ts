import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { HarnessError } from '../../errors.ts';
import { displayed } from '../case-location.ts';
import { readable } from '../input-errors.ts';

/** A seccomp profile in a file. */
export interface SeccompFile {
  /** The text that an engine takes. */
  readonly json: string;
  readonly sha256: string;
}

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
  const bytes = await readable(`the seccomp profile ${shown}`, () => readFile(path), {
    code: 'BAD_CONFIGURATION',
    hint: 'Give a readable file, or one of default and unconfined.',
  });
  const json = bytes.toString('utf8');
  const parsed = profile.safeParse(parseJson(json, shown));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw notAProfile(shown, [issue?.path.join('.'), issue?.message].filter(Boolean).join(': '));
  }
  return { json, sha256: createHash('sha256').update(bytes).digest('hex') };
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
