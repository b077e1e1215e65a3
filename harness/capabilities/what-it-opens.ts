import { type Capability, parseCapability } from './capability.ts';

/** What a process can do with a capability that it could not do without. */
export interface Opening {
  /** One sentence, about a build that has it. */
  readonly sentence: string;
  /** Where that is documented. */
  readonly source: string;
}

const capabilities7 = (sentence: string): Opening => ({ sentence, source: 'capabilities(7)' });

const OPENINGS: Readonly<Record<Capability, Opening>> = {
  CHOWN: capabilities7('The build can give any file to any user and group.'),
  DAC_OVERRIDE: capabilities7('The build can read, write and execute every file, whatever its mode says.'),
  DAC_READ_SEARCH: capabilities7(
    'The build can read every file, and with open_by_handle_at files of the host outside of its own root.',
  ),
  FOWNER: capabilities7('The build can change modes, times and ACLs of files of other users.'),
  FSETID: capabilities7('The build can keep and set setuid and setgid bits on files of other groups.'),
  KILL: capabilities7('The build can send signals to processes of other users.'),
  SETGID: capabilities7('The build can take on any group, and write group mappings of user namespaces.'),
  SETUID: capabilities7('The build can become any user, and write user mappings of user namespaces.'),
  SETPCAP: capabilities7('The build can change its bounding set, inheritable set and securebits.'),
  LINUX_IMMUTABLE: capabilities7('The build can make files immutable or append-only, and undo that.'),
  NET_BIND_SERVICE: capabilities7('The build can listen on ports below 1024.'),
  NET_BROADCAST: capabilities7('The kernel does not use this capability.'),
  NET_ADMIN: capabilities7('The build can change interfaces, routes and the firewall of its network namespace.'),
  NET_RAW: capabilities7('The build can send forged packets and read the traffic of its network namespace.'),
  IPC_LOCK: capabilities7('The build can lock memory without limit, so that nobody else has it.'),
  IPC_OWNER: capabilities7('The build can use the System V shared memory, semaphores and queues of other users.'),
  SYS_MODULE: capabilities7('The build can load a module into the kernel of the host, and so take the host over.'),
  SYS_RAWIO: capabilities7('The build can use I/O ports, and memory devices of the host where it finds them.'),
  SYS_CHROOT: capabilities7('The build can change its root directory, and its mount namespace with setns.'),
  SYS_PTRACE: capabilities7('The build can trace every process that it sees, and read and write its memory.'),
  SYS_PACCT: capabilities7('The build can turn process accounting on and off.'),
  SYS_ADMIN: capabilities7(
    'The build can mount file systems and set up namespaces and devices, which is enough to leave a container.',
  ),
  SYS_BOOT: capabilities7(
    'The build can reboot the machine or load another kernel, where it is in the first namespace.',
  ),
  SYS_NICE: capabilities7('The build can take processor time from others: real-time scheduling and any priority.'),
  SYS_RESOURCE: capabilities7('The build can exceed quotas and resource limits.'),
  SYS_TIME: capabilities7('The build can set the clock of the host.'),
  SYS_TTY_CONFIG: capabilities7('The build can hang up terminals and configure virtual consoles.'),
  MKNOD: {
    sentence: 'The build can make device files; the device cgroup decides which of them it can open.',
    source: 'capabilities(7), cgroups(7)',
  },
  LEASE: capabilities7('The build can take leases on files of other users, which delays whoever opens them.'),
  AUDIT_WRITE: capabilities7("The build can write records into the audit log of the host's kernel."),
  AUDIT_CONTROL: capabilities7('The build can turn auditing of the kernel off, and change its rules.'),
  SETFCAP: capabilities7('The build can give programs file capabilities, and map user 0 into a new user namespace.'),
  MAC_OVERRIDE: capabilities7('The build can ignore the rules of the Smack security module.'),
  MAC_ADMIN: capabilities7('The build can change the rules of the Smack security module.'),
  SYSLOG: capabilities7("The build can read and clear the kernel's log, and see kernel addresses."),
  WAKE_ALARM: capabilities7('The build can set timers that wake the host up.'),
  BLOCK_SUSPEND: capabilities7('The build can keep the host from suspending.'),
  AUDIT_READ: capabilities7('The build can read the audit log of the kernel.'),
  PERFMON: capabilities7(
    'The build can measure the performance of other processes and of the kernel, which leaks what they do.',
  ),
  BPF: capabilities7('The build can load BPF programs and maps into the kernel.'),
  CHECKPOINT_RESTORE: capabilities7('The build can choose process ids, and see which files other processes map.'),
};

/** What a capability opens; undefined for a name that this program does not know. */
export function whatItOpens(name: string): Opening | undefined {
  const capability = parseCapability(name);
  return capability === undefined ? undefined : OPENINGS[capability];
}
