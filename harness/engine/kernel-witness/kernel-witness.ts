import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CapabilitySet, isSubset, setOf } from '../../capabilities/capability-set.ts';
import { messageOf } from '../../errors.ts';
import type { CheckWatch } from '../port.ts';
import { proveRecording } from './prove-recording.ts';
import { sweepTraces } from './sweep-traces.ts';
import { openTraceFilesystem, THIS_HOST, type TraceHost } from './trace-filesystem.ts';
import { createTraceInstance, EVENT, type TraceInstance } from './trace-instance.ts';
import { watchProcess } from './watch-process.ts';

/** Sees the capability checks that the kernel of this host makes. */
export interface KernelWitness {
  /** What dead runs had left in the kernel, and is now gone. */
  readonly swept: readonly string[];
  /**
   * Watches a process of this host and its descendants; null if that fails. All checks of `asked` are told, and what others
   * can be had at little cost. Never rejects.
   */
  watch(pid: number, asked: CapabilitySet): Promise<CheckWatch | null>;
  /** Leaves nothing of ours in the kernel. */
  close(): Promise<void>;
}

/** A witness, or why there is none. */
export type KernelWitnessOpening =
  | { readonly kind: 'open'; readonly witness: KernelWitness }
  | { readonly kind: 'unavailable'; readonly reason: string };

/**
 * Opens the witness of this host's kernel. It has proved itself: it was seen to record the checks of a program of ours under
 * the pid by which we know it. Whoever counts pids otherwise than the kernel would follow strangers. Never rejects.
 */
export async function openKernelWitness(host: TraceHost = THIS_HOST): Promise<KernelWitnessOpening> {
  const traces = await openTraceFilesystem(host);
  if (traces.kind === 'unavailable') return traces;
  const reason = await whatIsMissing(traces.root);
  if (reason !== undefined) {
    await traces.close();
    return { kind: 'unavailable', reason };
  }
  // Only now is it known that owners' pids are pids here, too.
  const swept = await sweepTraces(traces.root).catch(() => []);
  return { kind: 'open', witness: kernelWitness(traces.root, swept, traces.close) };
}

function kernelWitness(root: string, swept: readonly string[], leave: () => Promise<void>): KernelWitness {
  const used = new Set<TraceInstance>();
  const removals = new Set<Promise<void>>();
  // The kernel takes some 40 ms to remove an instance; no trial waits for that.
  const discard = (instance: TraceInstance): void => {
    if (!used.delete(instance)) return;
    const removal = instance.remove().catch(() => undefined);
    removals.add(removal);
    void removal.finally(() => removals.delete(removal));
  };
  return {
    swept,
    watch: async (pid, asked) => {
      let instance: TraceInstance | undefined;
      try {
        instance = await createTraceInstance(root, { withSysAdmin: isSubset(setOf('SYS_ADMIN'), asked) });
        used.add(instance);
        return await watchProcess(instance, pid, discard);
      } catch {
        if (instance !== undefined) discard(instance);
        return null;
      }
    },
    close: async () => {
      for (const instance of used) discard(instance);
      await Promise.all(removals);
      await leave();
    },
  };
}

/** What the recording of a program of ours may have shown instead of its checks. */
const OBSTACLES = {
  unreadable: 'the tracepoint capability:cap_capable has another form than expected',
  'other-pids': 'the kernel counts processes otherwise than they are counted here',
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
