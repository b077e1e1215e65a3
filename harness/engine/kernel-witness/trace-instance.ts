import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { systemErrorCode } from '../../errors.ts';
import { pause } from '../deadline.ts';
import type { WatchedEvent } from './watched-events.ts';

/**
 * A trace buffer of our own, which takes some events of the processes that it follows, and nothing else. A `hist` trigger would
 * count them in the kernel and need no buffer, but not every kernel that has the tracepoints is built with it
 * (CONFIG_HIST_TRIGGERS; the 6.18 on which this was measured is not).
 */
export interface TraceInstance {
  /** Takes the events of this process from now on, of all its threads, and of all its descendants. */
  follow(pid: number): Promise<void>;
  /** Takes of an event only what meets this condition. None that do are lost meanwhile. */
  narrow(event: string, condition: string): Promise<void>;
  /** Hands over all that was recorded since the last call. */
  drain(take: (piece: Uint8Array) => void): Promise<void>;
  /** Records nothing further. */
  stop(): Promise<void>;
  /** Whether the buffer was once too small for what happened between two calls of `drain`. */
  hasLostEvents(): Promise<boolean>;
  remove(): Promise<void>;
}

/** Begins the name of an instance of ours; the pid of its owner follows. */
export const INSTANCE_PREFIX = 'kaniko-caps-';

/**
 * The most memory that one buffer may take, over all CPUs; every slot has one. A check takes 48 bytes, so that 1 MiB holds
 * what the busiest build that was measured makes in a third of a second, and the buffer is read much more often.
 */
const BUFFER_KIB = 8 * 1024;
const LEAST_PER_CPU_KIB = 64;

let created = 0;

/**
 * Makes an instance in the trace file system at `root`.
 *
 * @throws Error if the kernel refuses; nothing is left then.
 */
export async function createTraceInstance(root: string, events: readonly WatchedEvent[]): Promise<TraceInstance> {
  created += 1;
  const path = join(root, 'instances', `${INSTANCE_PREFIX}${process.pid}-${created}`);
  await mkdir(path);
  try {
    await limitBuffer(path);
    await set(path, 'options/event-fork', '1');
    const taken = await filterEvents(path, events);
    const pipe = await open(join(path, 'trace_pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
    return traceInstance(path, pipe, taken);
  } catch (thrown) {
    await removeTraceInstance(path).catch(() => undefined);
    throw thrown;
  }
}

function traceInstance(path: string, pipe: FileHandle, events: readonly WatchedEvent[]): TraceInstance {
  const buffer = Buffer.alloc(64 * 1024);
  return {
    follow: async (pid) => {
      await followThreads(path, pid);
      // Only now, when there are pids to follow: before, the events of all processes would be taken.
      await Promise.all(events.map(({ event }) => set(path, `events/${event}/enable`, '1')));
    },
    narrow: (event, condition) => set(path, `events/${event}/filter`, condition),
    drain: async (take) => {
      for (let length = await readSome(pipe, buffer); length > 0; length = await readSome(pipe, buffer)) {
        take(buffer.subarray(0, length));
      }
    },
    stop: () => set(path, 'tracing_on', '0'),
    hasLostEvents: () => hasLostEvents(path),
    remove: async () => {
      await pipe.close();
      await removeTraceInstance(path);
    },
  };
}

/** The events that the kernel has, their filters set. */
async function filterEvents(path: string, events: readonly WatchedEvent[]): Promise<WatchedEvent[]> {
  const taken: WatchedEvent[] = [];
  for (const event of events) {
    try {
      if (event.filter !== undefined) await set(path, `events/${event.event}/filter`, event.filter);
      taken.push(event);
    } catch (thrown) {
      if (event.isOptional === undefined) throw thrown;
    }
  }
  return taken;
}

/** The kernel's own size is kept unless this host has so many CPUs that it would add up. */
async function limitBuffer(path: string): Promise<void> {
  const perCpu = Math.max(LEAST_PER_CPU_KIB, Math.floor(BUFFER_KIB / availableParallelism()));
  const own = Number.parseInt(await readFile(join(path, 'buffer_size_kb'), 'utf8'), 10);
  if (own > perCpu) await set(path, 'buffer_size_kb', String(perCpu));
}

/** Writes to a file that exists; opening it must not truncate it, which would empty a list of pids. */
async function set(path: string, file: string, value: string): Promise<void> {
  await writeFile(join(path, file), value, { flag: 'r+' });
}

/**
 * Adds all threads of a process to the list, until a look finds none that is not there yet: a thread may have begun before
 * its parent was listed. The first write takes 1 ms, each further one 40 ms, in which the kernel waits for all readers of the
 * list; so all that are known go in one.
 */
async function followThreads(path: string, pid: number): Promise<void> {
  const followed = new Set<string>();
  for (;;) {
    const threads = await readdir(`/proc/${pid}/task`);
    const others = threads.filter((thread) => !followed.has(thread));
    if (others.length === 0) return;
    for (const thread of others) followed.add(thread);
    await set(path, 'set_event_pid', others.join(' '));
  }
}

/** How much was there; 0 once nothing more is. */
async function readSome(pipe: FileHandle, buffer: Buffer): Promise<number> {
  try {
    return (await pipe.read(buffer, 0, buffer.length, null)).bytesRead;
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'EAGAIN') return 0;
    throw thrown;
  }
}

async function hasLostEvents(path: string): Promise<boolean> {
  const cpus = await readdir(join(path, 'per_cpu'));
  const texts = await Promise.all(cpus.map((cpu) => readFile(join(path, 'per_cpu', cpu, 'stats'), 'utf8')));
  return texts.some((text) => /^(?:overrun|commit overrun|dropped events): [1-9]/m.test(text));
}

const REMOVAL_ATTEMPTS = 5;

/** Removes an instance; the kernel keeps one for a moment while a reader of it is on its way out. */
export async function removeTraceInstance(path: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rmdir(path);
    } catch (thrown) {
      if (systemErrorCode(thrown) === 'ENOENT') return;
      if (attempt === REMOVAL_ATTEMPTS) throw thrown;
      await pause(20 * 2 ** attempt);
    }
  }
}
