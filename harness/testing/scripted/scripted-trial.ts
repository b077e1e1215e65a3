import { EMPTY_SET } from '../../capabilities/capability-set.ts';
import type {
  Ending,
  EvidenceReading,
  FeedOutcome,
  TrialContainer,
  TrialRegistryUse,
  TrialSpecification,
  TrialStart,
} from '../../engine/trial-port.ts';
import { messageOf } from '../../errors.ts';
import type { CapabilityChecks } from '../../vocabulary/capability-checks.ts';
import type { ProcessStatus } from '../../vocabulary/process-status.ts';

/** How one trial goes. Whatever is left out goes well: what was requested is granted, all of the context is read, exit code 0. */
export interface ScriptedTrial {
  /** Anything but `started` says how the start fails. */
  readonly start?: Exclude<TrialStart, { kind: 'started' }>;
  /** Changes to the status of a process with exactly what was requested, or a reading that fails. */
  readonly evidence?: Partial<ProcessStatus> | Exclude<EvidenceReading, { kind: 'read' }>;
  readonly feed?: FeedOutcome;
  /** What a watch over the kernel's checks sees, where the site is watching; null if this one cannot be watched. */
  readonly checks?: CapabilityChecks | null;
  /** `hangs` runs until the deadline or until it is cancelled. */
  readonly ending?: Ending | { readonly exitCode: number } | 'hangs';
  readonly output?: string | null;
  /** What it did at the registry. @default nothing is known */
  readonly registry?: TrialRegistryUse;
  /** What the build does to the world at its end, such as pushing an image. */
  readonly effect?: () => void | Promise<void>;
}

/** Decides how a trial goes; `attempt` counts the starts under the same name, from 1. */
export type TrialScript = (specification: TrialSpecification, attempt: number) => ScriptedTrial;

/** What the container of a scripted trial is made with. */
interface ScriptedSurroundings {
  readonly isWatching: boolean;
  /** Notes what is asked of it. */
  ask(call: string): void;
  remove(): void;
}

/** The container of a trial that has started; nothing can be done with it once it is removed, and it is fed only once. */
export function scriptedContainer(
  specification: TrialSpecification,
  scripted: ScriptedTrial,
  { isWatching, ask, remove }: ScriptedSurroundings,
): TrialContainer {
  const { name } = specification;
  const asked = new Set<string>();
  const note = (call: string): void => {
    if (asked.has('remove')) throw new Error(`${name} was removed, and was asked: ${call}`);
    ask(`${call} ${name}`);
    asked.add(call);
  };
  return {
    name,
    evidence: async (isBuilder) => {
      note('evidence');
      const { evidence = {} } = scripted;
      if ('kind' in evidence) return evidence;
      const status = { ...requestedStatus(specification), ...evidence };
      if (!isBuilder(status)) return { kind: 'unreadable', message: `the process is ${status.name}` };
      return { kind: 'read', status };
    },
    watch: async () => {
      const { checks = null } = scripted;
      if (checks === null || !isWatching || !asked.has('evidence')) return null;
      note('watch');
      return {
        end: async () => {
          note('end of watch');
          return checks;
        },
      };
    },
    feed: async (context) => {
      if (asked.has('feed')) throw new Error(`${name} was fed already`);
      note('feed');
      try {
        for await (const _ of context) if (scripted.feed?.kind === 'broken') break;
        return scripted.feed ?? { kind: 'delivered' };
      } catch (thrown) {
        return { kind: 'broken', message: messageOf(thrown) };
      }
    },
    ending: async (deadlineMs, cancel) => {
      note('ending');
      const { ending = { exitCode: 0 } } = scripted;
      if (ending === 'hangs') return interrupted(deadlineMs, cancel);
      if (cancel?.aborted === true) return { kind: 'cancelled' };
      await scripted.effect?.();
      return 'kind' in ending ? ending : exited(ending.exitCode);
    },
    output: async () => {
      note('output');
      return scripted.output === undefined ? '' : scripted.output;
    },
    registryUse: async () => {
      note('registryUse');
      return scripted.registry ?? null;
    },
    remove: async () => {
      note('remove');
      remove();
    },
  };
}

/** The status of a process that got exactly what was requested; named after its program. */
function requestedStatus({ capabilities, noNewPrivileges, command, user, seccomp }: TrialSpecification): ProcessStatus {
  const inForce = user.id === 0 ? capabilities : EMPTY_SET;
  const groupId = user.groupId ?? 0;
  const name = (command[0] ?? 'init').split('/').at(-1) ?? '';
  return {
    name: name.slice(0, 15),
    inheritable: EMPTY_SET,
    permitted: inForce,
    effective: inForce,
    bounding: capabilities,
    ambient: EMPTY_SET,
    noNewPrivileges,
    seccomp: seccomp === 'unconfined' ? 0 : 2,
    uids: Array(4).fill(user.id),
    gids: Array(4).fill(groupId),
    groups: [groupId],
    umask: '0022',
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
