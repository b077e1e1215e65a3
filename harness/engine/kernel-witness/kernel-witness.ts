import { type CapabilitySet, isSubset, setOf } from '../../capabilities/capability-set.ts';
import type { CapabilityChecks } from '../../vocabulary/capability-checks.ts';
import { isOrphan } from '../ownership.ts';
import type { CheckWatch } from '../trial-port.ts';
import { findTraces, removeTraces } from './left-traces.ts';
import { createGuardInstance, guardProcess, type TakeoverGuard } from './takeover-guard.ts';
import { THIS_HOST, type TraceHost } from './trace-filesystem.ts';
import { createTraceInstance, type TraceInstance } from './trace-instance.ts';
import { eventsOf } from './trace-settings.ts';
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
  /** Gives what `use` makes of an instance; null, and the instance is discarded, if anything fails. */
  const attempt = async <T>(
    created: Promise<TraceInstance>,
    use: (instance: TraceInstance) => Promise<T>,
  ): Promise<T | null> => {
    let instance: TraceInstance | undefined;
    try {
      instance = await created;
      used.add(instance);
      return await use(instance);
    } catch {
      if (instance !== undefined) discard(instance);
      return null;
    }
  };
  return {
    watch: async (pid, asked) => {
      const settings = { withSysAdmin: isSubset(setOf('SYS_ADMIN'), asked), withCalls: callsUnseen === null };
      const [watch, guard] = await Promise.all([
        attempt(createTraceInstance(root, eventsOf(settings)), (instance) =>
          watchProcess({ instance, settings }, pid, discard),
        ),
        attempt(createGuardInstance(root), (instance) => guardProcess(instance, pid, discard)),
      ]);
      if (watch !== null) return guarded(watch, guard);
      await guard?.end();
      return null;
    },
    close: async () => {
      for (const instance of used) discard(instance);
      await Promise.all(removals);
      await leave();
    },
  };
}

function guarded(watch: CheckWatch, guard: TakeoverGuard | null): CheckWatch {
  let result: Promise<CapabilityChecks> | undefined;
  const end = async (): Promise<CapabilityChecks> => {
    const [checks, takeovers] = await Promise.all([watch.end(), guard?.end() ?? null]);
    return { ...checks, takeovers };
  };
  return {
    end: () => {
      result ??= end();
      return result;
    },
  };
}
