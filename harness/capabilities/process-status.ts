import { type CapabilitySet, fromMask } from './capability-set.ts';

/** What `/proc/<pid>/status` says about a process's privilege (proc_pid_status(5)). */
export interface ProcessStatus {
  /** The command name, at most 15 bytes. */
  readonly name: string;
  readonly inheritable: CapabilitySet;
  readonly permitted: CapabilitySet;
  readonly effective: CapabilitySet;
  readonly bounding: CapabilitySet;
  readonly ambient: CapabilitySet;
  /** Whether gaining privilege by execve is switched off. */
  readonly noNewPrivileges: boolean;
  /** 0 no filter, 1 strict, 2 filter. */
  readonly seccomp: number;
  /** Real, effective, saved and filesystem user id. */
  readonly uids: readonly number[];
  /** Real, effective, saved and filesystem group id. */
  readonly gids: readonly number[];
  /** Supplementary groups. */
  readonly groups: readonly number[];
}

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
  if (
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
    seccomp: Number(fields.get('Seccomp') ?? '0'),
    uids: parseIds(fields.get('Uid')),
    gids: parseIds(fields.get('Gid')),
    groups: parseIds(fields.get('Groups')),
  };
}

/** The set of a hexadecimal mask, with or without `0x`; undefined if the text is not one. */
export function parseMask(text: string | undefined): CapabilitySet | undefined {
  const digits = text?.trim().replace(/^0x/i, '') ?? '';
  return /^[0-9a-f]{1,16}$/i.test(digits) ? fromMask(BigInt(`0x${digits}`)) : undefined;
}

function parseIds(text: string | undefined): number[] {
  return (text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(Number);
}
