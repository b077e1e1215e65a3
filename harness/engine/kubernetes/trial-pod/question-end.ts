import type { V1Pod } from '@kubernetes/client-node';
import type { CommandOutcome } from '../../port.ts';
import { isProgramFault } from '../../program-fault.ts';
import { endOf } from '../pods/pod-end.ts';
import { startStateOf, unschedulableText } from '../pods/pod-start.ts';
import type { Sighting } from '../pods/pod-watch.ts';
import { BUILDER } from '../pods/trial-containers.ts';

/** How a program that was asked something ended; what it said is read afterwards. */
export type QuestionEnd =
  | Exclude<CommandOutcome, { kind: 'ended' }>
  | { readonly kind: 'ended'; readonly exitCode: number };

/** What the pod of a question came to; undefined while it may still answer. */
export function questionEnd(pod: Sighting): QuestionEnd | undefined {
  if (pod === null) return { kind: 'not-asked', message: 'another program deleted the pod' };
  const state = startStateOf(pod, BUILDER);
  if (state.kind === 'ungrantable' || (state.kind === 'ended' && !state.ran)) {
    const { message } = state;
    return isProgramFault(message) ? { kind: 'failed', message } : { kind: 'not-asked', message, ...hintFor(message) };
  }
  const end = endOf(pod);
  if (end === undefined) return undefined;
  return end.kind === 'exited'
    ? { kind: 'ended', exitCode: end.exitCode }
    : { kind: 'not-asked', message: end.message };
}

/** What is to be said of a question whose time is over. */
export function questionOverdue(pod: V1Pod, deadlineMs: number): QuestionEnd {
  if (startStateOf(pod, BUILDER).kind === 'running')
    return { kind: 'failed', message: `it did not end within ${deadlineMs / 1000} s` };
  const phase = `its pod does not start: it is ${pod.status?.phase ?? 'unknown'}`;
  return { kind: 'not-asked', message: unschedulableText(pod) ?? phase };
}

function hintFor(message: string): { readonly hint?: string } {
  if (!/\((?:ErrImagePull|ImagePullBackOff|RegistryUnavailable)\)/.test(message)) return {};
  return { hint: 'The nodes must be able to pull the image. Name one that they can pull with --builder.' };
}
