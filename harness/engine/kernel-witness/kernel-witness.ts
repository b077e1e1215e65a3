import { type CapabilitySet, isSubset, setOf } from '../../capabilities/capability-set.ts';
import { isOrphan } from '../ownership.ts';
import type { CheckWatch } from '../trial-port.ts';
import { findTraces, removeTraces } from './left-traces.ts';
import { THIS_HOST, type TraceHost } from './trace-filesystem.ts';
import { createTraceInstance, type TraceInstance } from './trace-instance.ts';
import { watchProcess } from './watch-process.ts';
import { type OpenKernel, openWatchableKernel } from './watchable-kernel.ts';

/** Sees the capability checks that the kernel of this host makes, and the watched calls where it shows them. */
export interface KernelWitness {
  /**
   * Watches a process of this host and its descendants; null if that fails. All checks of `asked` are told, and what others
   * can be had at little cost. Never rejects.
   */
  watch(pid: number, asked: CapabilitySet): Promise<CheckWatch | null>;
  /** Leaves nothing of ours in the kernel. */
  close(): Promise<void>;
}

/** A witness and why it does not see watched calls (null if it does), or why there is none. */
export type KernelWitnessOpening =
  | { readonly kind: 'open'; readonly witness: KernelWitness; readonly callsUnseen: string | null }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Opens the witness of this host's kernel, and removes what dead runs left in it. Never rejects. */
export async function openKernelWitness(host: TraceHost = THIS_HOST): Promise<KernelWitnessOpening> {
  const kernel = await openWatchableKernel(host);
  if (kernel.kind === 'unavailable') return kernel;
  await sweepTraces(kernel.root).catch(() => undefined);
  return { kind: 'open', witness: kernelWitness(kernel), callsUnseen: kernel.callsUnseen };
}

async function sweepTraces(root: string): Promise<void> {
  const traces = await findTraces(root);
  await removeTraces(
    root,
    traces.filter(({ ownership }) => ownership !== null && isOrphan(ownership)),
  );
}

function kernelWitness({ root, callsUnseen, close: leave }: OpenKernel): KernelWitness {
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
    watch: async (pid, asked) => {
      let instance: TraceInstance | undefined;
      try {
        const settings = { withSysAdmin: isSubset(setOf('SYS_ADMIN'), asked), withCalls: callsUnseen === null };
        instance = await createTraceInstance(root, settings);
        used.add(instance);
        return await watchProcess({ instance, settings }, pid, discard);
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
