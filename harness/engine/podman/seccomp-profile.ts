import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { parseCapability } from '../../capabilities/capability.ts';
import { type CallEffect, KNOWN_PROFILES, WATCHED_CALLS } from '../../vocabulary/watched-calls.ts';

/** The name in records of a profile that opens by capability what that of containers-common opens, and no more. */
const KNOWN = 'containers-common';

const condition = z.object({ caps: z.array(z.string()).nullish() }).nullish();

/** What of a profile says which calls it opens by capability. */
const seccompProfile = z.object({
  syscalls: z.array(z.object({ names: z.array(z.string()), includes: condition, excludes: condition })),
});

/** The name of the profile at this path of this host; the path itself where it is not known what it opens. */
export async function profileName(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text !== undefined && isKnownProfile(text) ? KNOWN : path;
}

/** Whether a profile opens nothing by capability but what is known of that of containers-common. */
export function isKnownProfile(text: string): boolean {
  const parsed = seccompProfile.safeParse(parseJson(text));
  if (!parsed.success) return false;
  return parsed.data.syscalls.every(({ names, includes, excludes }) =>
    [...(includes?.caps ?? []), ...(excludes?.caps ?? [])].every((by) =>
      names.every((call) => isKnownOpening(call, by)),
    ),
  );
}

function isKnownOpening(call: string, by: string): boolean {
  const capability = parseCapability(by);
  if (capability === undefined) return false;
  if (KNOWN_PROFILES.get(KNOWN)?.includes(capability) === true) return true;
  const effect: CallEffect | undefined = Object.entries(WATCHED_CALLS).find(([name]) => name === call)?.[1];
  return effect?.kind === 'opened-by-seccomp' && effect.by.includes(capability);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
