import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { Ending } from '../../trial-port.ts';
import { BUILDER } from './trial-containers.ts';

/** What a builder of a pod came to, as far as the API server knows; undefined while it runs. */
export function endOf(
  pod: V1Pod,
  builder = BUILDER,
): Exclude<Ending, { kind: 'deadline' | 'cancelled' | 'disk-full' }> | undefined {
  const status = statusOf(pod, builder);
  const ended = status?.state?.terminated;
  // Nothing but the build itself gives exit code 0, whatever happens to the pod.
  if (ended?.exitCode === 0) return exited(ended, false);
  const interference = interferenceWith(pod);
  if (interference !== undefined) return { kind: 'lost', message: interference };
  if (ended === undefined) return isOver(pod) ? { kind: 'lost', message: overText(pod) } : undefined;
  const isOutOfMemory = ended.reason === 'OOMKilled';
  const signal = isOutOfMemory ? undefined : KILLED_BY.get(ended.exitCode);
  if (signal === undefined) return exited(ended, isOutOfMemory);
  // A command of the build that fails ends the builder with another exit code; one that kills everything does not.
  return { kind: 'lost', message: `the builder was killed from outside, or by its own RUN (${signal})` };
}

type Terminated = NonNullable<NonNullable<V1ContainerStatus['state']>['terminated']>;

function exited({ exitCode, startedAt, finishedAt }: Terminated, outOfMemory: boolean): Ending & { kind: 'exited' } {
  return { kind: 'exited', exitCode, outOfMemory, startedAt: instant(startedAt), finishedAt: instant(finishedAt) };
}

function instant(time: Date | string | undefined): string {
  return new Date(time ?? 0).toISOString();
}

/** Exit codes of a process that a signal ended: 128 and its number. */
const KILLED_BY: ReadonlyMap<number, string> = new Map([
  [137, 'SIGKILL'],
  [143, 'SIGTERM'],
]);

/** What somebody else did to a pod, in words; undefined for nothing. */
export function interferenceWith({ metadata, status }: V1Pod): string | undefined {
  const disruption = status?.conditions?.find(({ type, status: is }) => type === 'DisruptionTarget' && is === 'True');
  if (disruption !== undefined) {
    return `the pod was disrupted (${disruption.reason ?? 'no reason given'}): ${disruption.message ?? 'no message'}`;
  }
  // Evicted, Preempted, NodeLost, DeadlineExceeded, Terminated, NodeShutdown and whatever else ends a pod as a whole.
  if (status?.phase === 'Failed' && status.reason !== undefined) {
    return `the pod failed (${status.reason}): ${status.message ?? 'no message'}`;
  }
  if (status?.reason === 'NodeLost' || status?.phase === 'Unknown') return 'the node of the pod does not answer';
  if (metadata?.deletionTimestamp !== undefined) return 'another program deleted the pod';
  return undefined;
}

/** Whether nothing of a pod will run any more. */
function isOver({ status }: V1Pod): boolean {
  return status?.phase === 'Failed' || status?.phase === 'Succeeded';
}

function overText({ status }: V1Pod): string {
  return `the pod ended as ${status?.phase}, and nothing says how its builder did`;
}

/** What the node says of a container; undefined before it says anything. */
export function statusOf({ status }: V1Pod, container: string): V1ContainerStatus | undefined {
  return status?.containerStatuses?.find(({ name }) => name === container);
}
