import { EMPTY_SET } from '../capabilities/capability-set.ts';
import type {
  Ending,
  EvidenceReading,
  FeedOutcome,
  TrialContainer,
  TrialSpecification,
  TrialStart,
} from '../engine/port.ts';
import { messageOf } from '../errors.ts';
import type { CapabilityChecks } from '../vocabulary/capability-checks.ts';
import type { ProcessStatus } from '../vocabulary/process-status.ts';

/** How one trial goes. Whatever is left out goes well: what was requested is granted, all of the context is read, exit code 0. */
export interface ScriptedTrial {
  /** Anything but `started` says how the start fails. */
  readonly start?: Exclude<TrialStart, { kind: 'started' }>;
  /** Changes to the status of a root process with exactly what was requested, or a reading that fails. */
  readonly evidence?: Partial<ProcessStatus> | Exclude<EvidenceReading, { kind: 'read' }>;
  readonly feed?: FeedOutcome;
  /** What a watch over the kernel's checks sees; null where nothing can be watched. */
  readonly checks?: CapabilityChecks | null;
  /** `hangs` runs until the deadline or until it is cancelled. */
  readonly ending?: Ending | { readonly exitCode: number } | 'hangs';
  readonly output?: string | null;
  /** What the build does to the world at its end, such as pushing an image. */
  readonly effect?: () => void | Promise<void>;
}

/** Decides how a trial goes; `attempt` counts the starts under the same name, from 1. */
export type TrialScript = (specification: TrialSpecification, attempt: number) => ScriptedTrial;

/** The container of a trial that has started; what is asked of it is noted in `calls`. */
export function scriptedContainer(
  specification: TrialSpecification,
  scripted: ScriptedTrial,
  { calls, remove }: { calls: string[]; remove: () => void },
): TrialContainer {
  const { name } = specification;
  return {
    name,
    evidence: async (isBuilder) => {
      calls.push(`evidence ${name}`);
      const { evidence = {} } = scripted;
      if ('kind' in evidence) return evidence;
      const status = { ...rootStatus(specification), ...evidence };
      if (!isBuilder(status)) return { kind: 'unreadable', message: `the process is ${status.name}` };
      return { kind: 'read', status };
    },
    watch: async () => {
      const { checks = null } = scripted;
      if (checks === null) return null;
      calls.push(`watch ${name}`);
      return {
        end: async () => {
          calls.push(`end of watch ${name}`);
          return checks;
        },
      };
    },
    feed: async (context) => {
      calls.push(`feed ${name}`);
      try {
        for await (const _ of context) if (scripted.feed?.kind === 'broken') break;
        return scripted.feed ?? { kind: 'delivered' };
      } catch (thrown) {
        return { kind: 'broken', message: messageOf(thrown) };
      }
    },
    ending: async (deadlineMs, cancel) => {
      calls.push(`ending ${name}`);
      const { ending = { exitCode: 0 } } = scripted;
      if (ending === 'hangs') return interrupted(deadlineMs, cancel);
      if (cancel?.aborted === true) return { kind: 'cancelled' };
      await scripted.effect?.();
      return 'kind' in ending ? ending : exited(ending.exitCode);
    },
    output: async () => {
      calls.push(`output ${name}`);
      return scripted.output === undefined ? '' : scripted.output;
    },
    remove: async () => {
      calls.push(`remove ${name}`);
      remove();
    },
  };
}

/** The status of a root process that got exactly what was requested; named after its program. */
function rootStatus({ capabilities, noNewPrivileges, command }: TrialSpecification): ProcessStatus {
  const name = (command[0] ?? 'init').split('/').at(-1) ?? '';
  return {
    name: name.slice(0, 15),
    inheritable: EMPTY_SET,
    permitted: capabilities,
    effective: capabilities,
    bounding: capabilities,
    ambient: EMPTY_SET,
    noNewPrivileges,
    seccomp: 2,
    uids: [0, 0, 0, 0],
    gids: [0, 0, 0, 0],
    groups: [0],
  };
}

function exited(exitCode: number): Ending {
  const [startedAt, finishedAt] = ['2025-01-01T00:00:00.000000001Z', '2025-01-01T00:00:01.000000001Z'] as const;
  return { kind: 'exited', exitCode, outOfMemory: false, startedAt, finishedAt };
}

function interrupted(deadlineMs: number, cancel: AbortSignal | undefined): Promise<Ending> {
  return new Promise((resolve) => {
    if (cancel?.aborted === true) return resolve({ kind: 'cancelled' });
    const timer = setTimeout(() => resolve({ kind: 'deadline' }), deadlineMs);
    const onCancel = (): void => {
      clearTimeout(timer);
      resolve({ kind: 'cancelled' });
    };
    cancel?.addEventListener('abort', onCancel, { once: true });
  });
}
