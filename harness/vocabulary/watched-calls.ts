import type { Capability } from '../capabilities/capability.ts';

/** What a system call of a build says about what its trial decides. */
export type CallEffect =
  /** The engine's seccomp profile opens the call for whoever has one of these, and refuses it to others before any check. */
  | { readonly kind: 'opened-by-seccomp'; readonly by: readonly Capability[] }
  /** It tells the program of a capability without a check: of the one that it names, or of this one. */
  | { readonly kind: 'asks'; readonly capability: Capability | 'argument' }
  /** The trial says nothing about another set. */
  | { readonly kind: 'own-set-only'; readonly why: string };

/** What the default profile of Docker opens by capability, one entry for each capability or group of them. */
function openedBy(...by: readonly Capability[]): CallEffect {
  return { kind: 'opened-by-seccomp', by };
}

const readsOwn: CallEffect = { kind: 'own-set-only', why: 'a program read its own capability sets' };
const changesOwn: CallEffect = { kind: 'own-set-only', why: 'a program changed its own capability sets' };
const unseen: CallEffect = {
  kind: 'own-set-only',
  why: 'a program used io_uring, whose workers the kernel witness does not see',
};
const otherAbi: CallEffect = {
  kind: 'own-set-only',
  why: 'a 32-bit program ran, whose system calls the kernel witness does not see',
};

/**
 * The system calls that the kernel witness looks for. The profile is Docker's default one (moby, profiles/seccomp), as far as it
 * opens calls by capability.
 */
export const WATCHED_CALLS = {
  capget: readsOwn,
  'prctl(PR_CAPBSET_READ)': { kind: 'asks', capability: 'argument' },
  // A capability is in the ambient set only if whoever started the process gave it both, or if a program raised it.
  'prctl(PR_CAP_AMBIENT_IS_SET)': { kind: 'asks', capability: 'argument' },
  capset: changesOwn,
  'prctl(PR_CAPBSET_DROP)': changesOwn,
  'prctl(PR_CAP_AMBIENT)': changesOwn,
  'prctl(PR_SET_KEEPCAPS)': changesOwn,
  'prctl(PR_SET_SECUREBITS)': changesOwn,
  io_uring_setup: unseen,
  'other-abi': otherAbi,
  // The kernel reads SETFCAP of whoever makes a user namespace without a check (kernel/user_namespace.c, create_user_ns).
  'user-namespace': { kind: 'asks', capability: 'SETFCAP' },
  chroot: openedBy('SYS_CHROOT'),
  open_by_handle_at: openedBy('DAC_READ_SEARCH'),
  ptrace: openedBy('SYS_PTRACE'),
  kcmp: openedBy('SYS_PTRACE'),
  pidfd_getfd: openedBy('SYS_PTRACE'),
  process_madvise: openedBy('SYS_PTRACE'),
  process_vm_readv: openedBy('SYS_PTRACE'),
  process_vm_writev: openedBy('SYS_PTRACE'),
  mbind: openedBy('SYS_NICE'),
  get_mempolicy: openedBy('SYS_NICE'),
  set_mempolicy: openedBy('SYS_NICE'),
  mount: openedBy('SYS_ADMIN'),
  umount2: openedBy('SYS_ADMIN'),
  unshare: openedBy('SYS_ADMIN'),
  setns: openedBy('SYS_ADMIN'),
  sethostname: openedBy('SYS_ADMIN'),
  setdomainname: openedBy('SYS_ADMIN'),
  quotactl: openedBy('SYS_ADMIN'),
  fanotify_init: openedBy('SYS_ADMIN'),
  perf_event_open: openedBy('SYS_ADMIN', 'PERFMON'),
  bpf: openedBy('SYS_ADMIN', 'BPF'),
  syslog: openedBy('SYS_ADMIN', 'SYSLOG'),
  acct: openedBy('SYS_PACCT'),
  vhangup: openedBy('SYS_TTY_CONFIG'),
} satisfies Readonly<Record<string, CallEffect>>;

/**
 * What opens further calls in that profile, which the witness does not look for: clock_settime, reboot, iopl, the modules' calls,
 * and for SYS_ADMIN fsopen and its kin. A trial is taken to have asked about them, whatever it did.
 */
const OPENS_UNWATCHED_CALLS: readonly Capability[] = ['SYS_TIME', 'SYS_BOOT', 'SYS_RAWIO', 'SYS_MODULE', 'SYS_ADMIN'];

/**
 * The seccomp profiles of which it is known what they open by capability, by their names in a record; each with what opens calls
 * there that the witness does not look for. That of containers-common opens sockets for the kernel's audit as well.
 */
export const KNOWN_PROFILES: ReadonlyMap<string, readonly Capability[]> = new Map([
  ['default', OPENS_UNWATCHED_CALLS],
  ['unconfined', OPENS_UNWATCHED_CALLS],
  ['containers-common', [...OPENS_UNWATCHED_CALLS, 'AUDIT_WRITE']],
]);

/** The name of a watched call. */
export type WatchedCall = keyof typeof WATCHED_CALLS;
