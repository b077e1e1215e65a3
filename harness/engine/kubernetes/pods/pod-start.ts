import type { V1Pod } from '@kubernetes/client-node';
import { interferenceWith, statusOf } from './pod-end.ts';

/** How far a container has come. */
export type StartState =
  | { readonly kind: 'pending' }
  | { readonly kind: 'running' }
  /** It will not run, or had ended when it was looked at; `ran` says whether its program was started. */
  | { readonly kind: 'ended'; readonly ran: boolean; readonly message: string }
  | { readonly kind: 'ungrantable'; readonly message: string };

/** How far a container of a pod has come. Waiting for what another try may mend is not this tool's business: a trial is tried anew. */
export function startStateOf(pod: V1Pod, container: string): StartState {
  const status = statusOf(pod, container);
  if (status?.state?.running !== undefined) return { kind: 'running' };
  const ended = status?.state?.terminated;
  if (ended !== undefined) {
    const message = `${ended.reason ?? 'ended'}: ${ended.message ?? `exit code ${ended.exitCode}`}`;
    const ran = !NEVER_RAN.has(ended.reason ?? '');
    return !ran && isOfCapabilities(message) ? { kind: 'ungrantable', message } : { kind: 'ended', ran, message };
  }
  const interference = interferenceWith(pod);
  if (interference !== undefined) return { kind: 'ended', ran: false, message: interference };
  return blockOf(pod) ?? { kind: 'pending' };
}

/** Reasons of containers that ended before their program began. */
const NEVER_RAN: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun']);

/** Reasons for waiting that do not pass by themselves, or only with a pause that a run does not wait for. */
const BLOCKS: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'CrashLoopBackOff',
]);

/** What keeps any container of a pod from starting. */
function blockOf({ status }: V1Pod): StartState | undefined {
  for (const { name, state } of status?.containerStatuses ?? []) {
    const { reason = '', message } = state?.waiting ?? {};
    if (!BLOCKS.has(reason)) continue;
    const text = `the container ${name} does not start (${reason}): ${message ?? 'no message'}`;
    return isOfCapabilities(text)
      ? { kind: 'ungrantable', message: text }
      : { kind: 'ended', ran: false, message: text };
  }
  return undefined;
}

/** Why the scheduler has no node for a pod; undefined if it has one, or has not looked yet. */
export function unschedulableText({ status }: V1Pod): string | undefined {
  const condition = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return condition?.status === 'False' ? `no node takes the pod: ${condition.message ?? condition.reason}` : undefined;
}

/** What a pod that does not run yet waits for, in words. */
export function waitText(pod: V1Pod): string {
  return unschedulableText(pod) ?? `it is ${pod.status?.phase ?? 'unknown'}`;
}

/** How long a scheduler may find no node: other pods end meanwhile. */
const SCHEDULING_MS = 60_000;

/** Whether no node takes a pod that has been waited for since then, in milliseconds since 1970, and none is to be expected any more. */
export function isGivenUp(pod: V1Pod, sinceMs: number): boolean {
  return unschedulableText(pod) !== undefined && Date.now() - sinceMs > SCHEDULING_MS;
}

/** Whether a refusal is about capabilities: then another set may be granted. */
export function isOfCapabilities(message: string): boolean {
  return /capabilit|apply caps/i.test(message);
}
