import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../errors.ts';
import { proveRecording, type RecordingProof } from './prove-recording.ts';
import { openTraceFilesystem, type TraceHost } from './trace-filesystem.ts';
import { CHECKS } from './trace-settings.ts';
import { WATCHED_ARCHITECTURES, WATCHED_EVENTS } from './watched-events.ts';

/** The trace file system of a kernel whose checks can be seen. */
export interface OpenKernel {
  readonly root: string;
  /** Why its watched calls cannot be seen; null if they can. */
  readonly callsUnseen: string | null;
  close(): Promise<void>;
}

/** A kernel that can be watched, or why it cannot. */
export type KernelOpening =
  | (OpenKernel & { readonly kind: 'open' })
  | { readonly kind: 'unavailable'; readonly reason: string };

/**
 * Opens the trace file system of a kernel that has proved itself: it was seen to record the checks of a program of ours under the
 * pid by which we know it. Whoever counts pids otherwise than the kernel would follow strangers. Never rejects.
 */
export async function openWatchableKernel(host: TraceHost): Promise<KernelOpening> {
  const traces = await openTraceFilesystem(host);
  if (traces.kind === 'unavailable') return traces;
  const { root, close } = traces;
  const { reason, callsUnseen } = await examine(root);
  if (reason === null) return { kind: 'open', root, close, callsUnseen };
  await close();
  return { kind: 'unavailable', reason };
}

/** What keeps this kernel's checks and watched calls from being seen, found by trying; null where nothing does. */
async function examine(root: string): Promise<{ reason: string | null; callsUnseen: string | null }> {
  const reason = await whatHidesChecks(root);
  const callsUnseen = reason ?? (await whatHidesCalls(root));
  if (reason !== null) return { reason, callsUnseen };
  if (callsUnseen !== null) return { reason: await whatRecordingLacks(root, false), callsUnseen };
  const lack = await whatRecordingLacks(root, true);
  return { reason: lack === null ? null : await whatRecordingLacks(root, false), callsUnseen: lack };
}

/** What the recording of a program of ours may have shown instead of its checks and calls. */
const OBSTACLES: Readonly<Record<Exclude<RecordingProof, 'proved'>, string>> = {
  unreadable: 'the kernel writes its trace in an unexpected format',
  'other-pids': 'the kernel knows the processes by other pids than this program',
  'no-calls': 'the kernel did not show that a program was executed',
};

async function whatHidesChecks(root: string): Promise<string | null> {
  if (!(await isThere(root, 'instances')) || !(await isThere(root, `events/${CHECKS}`))) {
    return 'the kernel has no tracepoint capability:cap_capable';
  }
  const format = await readFile(join(root, 'events', CHECKS, 'format'), 'utf8').catch(() => '');
  return / cap %d, ret %d"/.test(format) ? null : 'the tracepoint capability:cap_capable has an unexpected format';
}

async function whatHidesCalls(root: string): Promise<string | null> {
  const { arch } = process;
  if (!WATCHED_ARCHITECTURES.includes(arch)) return `system calls were never watched on the architecture ${arch}`;
  for (const { event } of WATCHED_EVENTS) {
    if (!(await isThere(root, `events/${event}`))) return `the kernel has no tracepoint ${event.replace('/', ':')}`;
  }
  return null;
}

async function whatRecordingLacks(root: string, withCalls: boolean): Promise<string | null> {
  try {
    const proof = await proveRecording(root, withCalls);
    return proof === 'proved' ? null : OBSTACLES[proof];
  } catch (thrown) {
    return `the kernel does not let us trace: ${messageOf(thrown)}`;
  }
}

async function isThere(root: string, path: string): Promise<boolean> {
  return access(join(root, path)).then(
    () => true,
    () => false,
  );
}
