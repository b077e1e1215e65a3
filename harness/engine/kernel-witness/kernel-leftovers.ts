import type { OwnedObject } from '../port.ts';
import { findTraces, isTrace, removeTraces } from './left-traces.ts';
import { openTraceFilesystem, THIS_HOST, type TraceHost } from './trace-filesystem.ts';
import { openWatchableKernel } from './watchable-kernel.ts';

/** What processes of this tool made in the kernel of this host, and is still there. Never rejects. */
export async function listKernelLeftovers(host: TraceHost = THIS_HOST): Promise<OwnedObject[]> {
  // Only where the kernel can be watched is it known that owners' pids are pids here, too.
  const kernel = await openWatchableKernel(host);
  if (kernel.kind === 'unavailable') return [];
  try {
    return await findTraces(kernel.root).catch(() => []);
  } finally {
    await kernel.close();
  }
}

/** Removes those of the objects that are in the kernel. Gives those that are still there. Never rejects. */
export async function removeKernelLeftovers(
  objects: readonly OwnedObject[],
  host: TraceHost = THIS_HOST,
): Promise<OwnedObject[]> {
  const traces = objects.filter(isTrace);
  if (traces.length === 0) return [];
  const kernel = await openTraceFilesystem(host);
  if (kernel.kind === 'unavailable') return traces;
  try {
    const gone = await removeTraces(kernel.root, traces);
    return traces.filter((trace) => !gone.includes(trace));
  } catch {
    return traces;
  } finally {
    await kernel.close();
  }
}
