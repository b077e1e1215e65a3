/**
 * Capability names without `CAP_`, at the index that is their number in the kernel
 * (include/uapi/linux/capability.h; 38 and 39 since Linux 5.8, 40 since 5.9).
 */
export const CAPABILITIES = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
] as const;

/** A capability's name without `CAP_`, upper case. */
export type Capability = (typeof CAPABILITIES)[number];

const numbers: ReadonlyMap<string, number> = new Map(CAPABILITIES.map((name, number) => [name, number]));

/** The capability's number in the kernel. */
export function capabilityNumber(name: Capability): number {
  return numbers.get(name) as number;
}

/** The capability that a user wrote, with or without `CAP_`, in any case; undefined if there is none of that name. */
export function parseCapability(text: string): Capability | undefined {
  // A record has hundreds of thousands of names, all of them written as they are here.
  if (numbers.has(text)) return text as Capability;
  const name = text.trim().toUpperCase().replace(/^CAP_/, '');
  return numbers.has(name) ? (name as Capability) : undefined;
}
