import type { Capability } from '../../capabilities/capability.ts';
import { CAPABILITIES } from '../../capabilities/capability.ts';
import { WATCHED_CALLS, type WatchedCall } from '../../vocabulary/watched-calls.ts';

/** A tracepoint that an instance records beside the checks. */
export interface WatchedEvent {
  /** Its directory below `events`. */
  readonly event: string;
  /** Which of its events are wanted, in the kernel's own language; all of them where absent. */
  readonly filter?: string;
  /** Whether it is left out where the kernel lacks it, or does not understand the filter. */
  readonly isOptional?: true;
}

/** What a line says beside a check: that a program was executed, that a call was made, or nothing that matters here. */
export type Deed =
  | { readonly kind: 'execution' }
  | {
      readonly kind: 'call';
      readonly call: WatchedCall;
      readonly capability: Capability | null;
      readonly refused: boolean;
    }
  | { readonly kind: 'nothing' };

/** How an event looks at the end of a line, and what it says. */
export interface EventForm {
  /** The source of a regular expression. No form may have room for a second beginning of a line. */
  readonly text: string;
  tells(...groups: readonly string[]): Deed;
}

/** The processor architectures on which the numbers below mean what is said of them, in the words of Node. */
export const WATCHED_ARCHITECTURES: readonly string[] = ['x64'];

const NOTHING: Deed = { kind: 'nothing' };
const CLONE_NEWUSER = 0x10000000;

const PR_CAP_AMBIENT_IS_SET = 1n;

/** The options of prctl that are watched (include/uapi/linux/prctl.h). */
const PRCTL_OPTIONS: ReadonlyMap<number, WatchedCall> = new Map([
  [8, 'prctl(PR_SET_KEEPCAPS)'],
  [23, 'prctl(PR_CAPBSET_READ)'],
  [24, 'prctl(PR_CAPBSET_DROP)'],
  [28, 'prctl(PR_SET_SECUREBITS)'],
  [47, 'prctl(PR_CAP_AMBIENT)'],
]);

/**
 * The options that programs use all the time: to name a thread (15) or memory (0x53564d41), and to end with the parent (1). A
 * filter compares all 64 bits of the option and the kernel obeys 32 of them, so that it must name what is not wanted.
 */
const PRCTL_FILTER = 'option != 15 && option != 0x53564d41 && option != 1';

/** Calls at whose beginning nothing has to be known but that they were made. */
const SEEN_AT_ENTRY = ['capset', 'io_uring_setup'] as const satisfies readonly WatchedCall[];

/**
 * The tracepoints of `syscalls` leave out the calls of 32-bit programs. These numbers give such a program away: set_thread_area
 * (243), with which it begins, capget (184), capset (185), prctl (172), exit_group (252), and all of the x32 ABI. Of 64-bit
 * programs they are mq_timedreceive (243), iopl (172), ioprio_get (252), and two calls that do not exist.
 */
const OTHER_ABI_FILTER = 'id == 243 || id == 184 || id == 185 || id == 172 || id == 252 || id >= 0x40000000';

/** A call that seccomp refuses never begins as far as the kernel tells, but it ends; so its end is watched. */
const SEEN_AT_EXIT: ReadonlyMap<string, WatchedCall> = new Map(
  (Object.keys(WATCHED_CALLS) as WatchedCall[])
    .filter((call) => WATCHED_CALLS[call].kind === 'opened-by-seccomp')
    .map((call) => [call === 'umount2' ? 'umount' : call, call]),
);

/** Their end is watched because only a successful one executes a program. */
const EXECUTIONS: readonly string[] = ['execve', 'execveat'];

/** The tracepoints that show what a build does beside its checks. */
export const WATCHED_EVENTS: readonly WatchedEvent[] = [
  ...[...EXECUTIONS, ...SEEN_AT_EXIT.keys()].map((name) => ({ event: `syscalls/sys_exit_${name}` })),
  ...SEEN_AT_ENTRY.map((name) => ({ event: `syscalls/sys_enter_${name}` })),
  { event: 'syscalls/sys_enter_capget' },
  { event: 'syscalls/sys_enter_prctl', filter: PRCTL_FILTER },
  { event: 'syscalls/sys_enter_unshare', filter: `unshare_flags & ${CLONE_NEWUSER}` },
  // The flags of clone3 are in the memory of the program; this has those of every new process and thread.
  { event: 'task/task_newtask', filter: `clone_flags & ${CLONE_NEWUSER}` },
  { event: 'raw_syscalls/sys_enter', filter: OTHER_ABI_FILTER },
];

const NUMBER = '(?:0x)?([\\da-f]+)';
const ARGUMENTS = '[\\w:, ]*';

/** The forms of these events' lines. */
export const EVENT_FORMS: readonly EventForm[] = [
  { text: `sys_(\\w+) -> ${NUMBER}`, tells: tellEnd },
  { text: `sys_(${SEEN_AT_ENTRY.join('|')})\\(${ARGUMENTS}\\)`, tells: (name) => made(name as WatchedCall) },
  { text: `sys_capget\\(header: ${NUMBER}, dataptr: ${NUMBER}\\)`, tells: tellCapget },
  { text: `sys_prctl\\(option: ${NUMBER}, arg2: ${NUMBER}, arg3: ${NUMBER}, ${ARGUMENTS}\\)`, tells: tellPrctl },
  { text: `sys_unshare\\(unshare_flags: ${NUMBER}\\)`, tells: tellFlags },
  { text: `task_newtask: pid=\\d+ comm=.* clone_flags=${NUMBER} oom_score_adj=-?\\d+`, tells: tellFlags },
  { text: `sys_enter: NR -?\\d+ \\(${ARGUMENTS}\\)`, tells: () => made('other-abi') },
];

function made(call: WatchedCall, refused = false, capability: Capability | null = null): Deed {
  return { kind: 'call', call, capability, refused };
}

/** So ends the execution of a file whose capabilities cannot be given. */
const EPERM = -1n;

function tellEnd(name = '', answer = ''): Deed {
  const result = BigInt.asIntN(64, hexadecimal(answer));
  const refused = result < 0n;
  if (EXECUTIONS.includes(name)) return refused && result !== EPERM ? NOTHING : { kind: 'execution' };
  const call = SEEN_AT_EXIT.get(name);
  return call === undefined ? NOTHING : made(call, refused);
}

/** Without a place for an answer it tells only which versions of itself the kernel knows; libraries ask that at their start. */
function tellCapget(_header = '', answer = ''): Deed {
  return hexadecimal(answer) === 0n ? NOTHING : made('capget');
}

function tellPrctl(option = '', second = '', third = ''): Deed {
  const call = PRCTL_OPTIONS.get(Number(BigInt.asUintN(32, hexadecimal(option))));
  if (call === undefined) return NOTHING;
  if (call === 'prctl(PR_CAPBSET_READ)') return made(call, false, capabilityAt(second));
  const isQuestion = call === 'prctl(PR_CAP_AMBIENT)' && hexadecimal(second) === PR_CAP_AMBIENT_IS_SET;
  return isQuestion ? made('prctl(PR_CAP_AMBIENT_IS_SET)', false, capabilityAt(third)) : made(call);
}

function capabilityAt(number: string): Capability | null {
  return CAPABILITIES[Number(hexadecimal(number))] ?? null;
}

function tellFlags(flags = ''): Deed {
  return (hexadecimal(flags) & BigInt(CLONE_NEWUSER)) === 0n ? NOTHING : made('user-namespace');
}

/** The kernel writes all numbers of these events in hexadecimal, with or without `0x`. */
function hexadecimal(digits: string): bigint {
  return BigInt(`0x${digits}`);
}
