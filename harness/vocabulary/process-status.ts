import * as z from 'zod';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { parseMask } from '../capabilities/mask.ts';
import { capabilitySetCodec } from './capability-set-codec.ts';

/** What `/proc/<pid>/status` says about a process's privilege (proc_pid_status(5)). */
export const processStatus = z.object({
  /** The command name, at most 15 bytes. */
  name: z.string(),
  inheritable: capabilitySetCodec,
  permitted: capabilitySetCodec,
  effective: capabilitySetCodec,
  bounding: capabilitySetCodec,
  ambient: capabilitySetCodec,
  /** Whether gaining privilege by execve is switched off. */
  noNewPrivileges: z.boolean(),
  /** 0 no filter, 1 strict, 2 filter. */
  seccomp: z.number(),
  /** Real, effective, saved and filesystem user id. */
  uids: z.array(z.number()).readonly(),
  /** Real, effective, saved and filesystem group id. */
  gids: z.array(z.number()).readonly(),
  /** Supplementary groups. */
  groups: z.array(z.number()).readonly(),
  /** The permissions that its new files do not get, in octal: `0022`. Null where the kernel or an old journal does not say. */
  umask: z.string().nullable().default(null),
  /**
   * How its user ids are those outside of its user namespace, as a process of the same namespace reads `/proc/<pid>/uid_map`:
   * `0 * 65536` where the ids outside are chosen anew for each container. Absent where nobody looked from there.
   */
  uidMap: z.string().exactOptional(),
});

/** What `/proc/<pid>/status` says about a process's privilege. */
export type ProcessStatus = z.output<typeof processStatus>;

/** Reads the text of `/proc/<pid>/status`; undefined if a field that matters is missing or unreadable. */
export function parseProcessStatus(text: string): ProcessStatus | undefined {
  const fields = new Map(
    text.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  const mask = (field: string): CapabilitySet | undefined => parseMask(fields.get(field));
  const [inheritable, permitted, effective, bounding, ambient] = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map(
    mask,
  );
  const name = fields.get('Name');
  const [uids, gids, groups] = ['Uid', 'Gid', 'Groups'].map((field) => parseIds(fields.get(field)));
  const seccomp = fields.get('Seccomp') ?? '0';
  if (
    uids === undefined ||
    gids === undefined ||
    groups === undefined ||
    !/^\d{1,3}$/.test(seccomp) ||
    name === undefined ||
    inheritable === undefined ||
    permitted === undefined ||
    effective === undefined ||
    bounding === undefined ||
    ambient === undefined
  ) {
    return undefined;
  }
  return {
    name,
    inheritable,
    permitted,
    effective,
    bounding,
    ambient,
    noNewPrivileges: fields.get('NoNewPrivs') === '1',
    seccomp: Number(seccomp),
    uids,
    gids,
    groups,
    umask: fields.get('Umask') ?? null,
  };
}

function parseIds(text: string | undefined): number[] | undefined {
  const words = (text ?? '').split(/\s+/).filter((word) => word !== '');
  return words.every((word) => /^\d{1,10}$/.test(word)) ? words.map(Number) : undefined;
}
