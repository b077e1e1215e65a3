import type { TakeoverAttempt } from '../../vocabulary/capability-checks.ts';
import type { WatchedEvent } from './watched-events.ts';

/** A way to lay hands on a process. */
export type TakeoverCall = TakeoverAttempt['call'];

/**
 * PTRACE_ATTACH and PTRACE_SEIZE. Without one of them only a process can be traced that asked for it (PTRACE_TRACEME) or was
 * begun by one that is traced, as debuggers begin what they run.
 */
const TAKES_HOLD = 'request == 16 || request == 0x4206';

/** O_WRONLY and O_RDWR, and not O_EXCL, with which only a new file is opened. */
const TO_WRITE = '(flags & 3) && !(flags & 128)';

/**
 * Whether a path leads to the memory of a process: it is looked at as it is written, so that one through a symbolic link of
 * another name is not found. Programs that write to their own memory name it as in the last two.
 */
function isMemory(field: string): string {
  const path = `${field}.ustring`;
  const absolute = `${path} ~ "*proc/*mem"`;
  const relative = `((${path} == "mem" || ${path} ~ "*/mem") && !(${path} ~ "/*"))`;
  return `(${absolute} || ${relative}) && ${path} != "/proc/self/mem" && ${path} != "/proc/thread-self/mem"`;
}

/** The calls, the name of each with what it is an attempt of, and which of them count. */
const CALLS: readonly { readonly name: string; readonly call: TakeoverCall; readonly filter?: string }[] = [
  { name: 'ptrace', call: 'ptrace', filter: TAKES_HOLD },
  { name: 'process_vm_writev', call: 'process_vm_writev' },
  { name: 'pidfd_getfd', call: 'pidfd_getfd' },
  { name: 'openat', call: 'memory-file', filter: `${TO_WRITE} && ${isMemory('filename')}` },
  { name: 'open', call: 'memory-file', filter: `${TO_WRITE} && ${isMemory('filename')}` },
  { name: 'openat2', call: 'memory-file', filter: isMemory('filename') },
  { name: 'creat', call: 'memory-file', filter: isMemory('pathname') },
  { name: 'symlink', call: 'memory-file', filter: 'oldname.ustring ~ "*proc/*mem"' },
  { name: 'symlinkat', call: 'memory-file', filter: 'oldname.ustring ~ "*proc/*mem"' },
  { name: 'mount', call: 'memory-file', filter: 'dev_name.ustring ~ "*proc/*mem"' },
];

/** The events of these calls. Their order in time says nothing, and all of them are rare. */
export const TAKEOVER_EVENTS: readonly WatchedEvent[] = CALLS.map(({ name, filter }) => ({
  event: `syscalls/sys_enter_${name}`,
  ...(filter !== undefined && { filter }),
  // Filters by the text at an address are known since Linux 5.18.
  isOptional: true,
}));

const BY_NAME: ReadonlyMap<string, TakeoverCall> = new Map(CALLS.map(({ name, call }) => [name, call]));

/** What a line of such a trace tells; undefined for one that tells of no such call. */
export function readTakeover(line: string): Omit<TakeoverAttempt, 'count'> | undefined {
  const [, program = '', name = ''] = LINE.exec(line) ?? [];
  const call = BY_NAME.get(name);
  return call === undefined ? undefined : { call, program };
}

/** The beginning as in `trace-line.ts`; newer kernels write texts among the arguments. */
const LINE = /^ *(.*?)-\d+ +\[\d+\] \S+ +\d+\.\d+: sys_(\w+)\(/s;
