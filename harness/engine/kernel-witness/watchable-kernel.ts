import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../errors.ts';
import { proveRecording } from './prove-recording.ts';
import { openTraceFilesystem, type TraceFilesystem, type TraceHost } from './trace-filesystem.ts';
import { EVENT } from './trace-instance.ts';

/**
 * Opens the trace file system of a kernel that has proved itself: it was seen to record the checks of a program of ours under the
 * pid by which we know it. Whoever counts pids otherwise than the kernel would follow strangers. Never rejects.
 */
export async function openWatchableKernel(host: TraceHost): Promise<TraceFilesystem> {
  const traces = await openTraceFilesystem(host);
  if (traces.kind === 'unavailable') return traces;
  const reason = await whatIsMissing(traces.root);
  if (reason === undefined) return traces;
  await traces.close();
  return { kind: 'unavailable', reason };
}

/** What the recording of a program of ours may have shown instead of its checks. */
const OBSTACLES = {
  unreadable: 'the tracepoint capability:cap_capable has an unexpected format',
  'other-pids': 'the kernel knows the processes by other pids than this program',
};

/** What keeps this kernel's checks from being seen, found by trying; undefined if nothing does. */
async function whatIsMissing(root: string): Promise<string | undefined> {
  try {
    await access(join(root, 'instances'));
    await access(join(root, EVENT));
  } catch {
    return 'the kernel has no tracepoint capability:cap_capable';
  }
  try {
    const format = await readFile(join(root, EVENT, 'format'), 'utf8');
    const proof = / cap %d, ret %d"/.test(format) ? await proveRecording(root) : 'unreadable';
    return proof === 'proved' ? undefined : OBSTACLES[proof];
  } catch (thrown) {
    return `the kernel does not let us trace: ${messageOf(thrown)}`;
  }
}
