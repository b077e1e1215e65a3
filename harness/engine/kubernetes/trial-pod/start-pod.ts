import type { V1Pod } from '@kubernetes/client-node';
import type { Obstacle } from '../../port.ts';
import type { TrialSpecification } from '../../trial-port.ts';
import type { Cluster } from '../api/cluster.ts';
import { describeKubeFailure, refusalOf } from '../api/kube-failure.ts';
import { isPolicyRefusal, wayPast } from '../pods/admission.ts';
import { createPod } from '../pods/kube-pods.ts';
import { builderContainerName, type TrialPodPlace, trialPod } from '../pods/pod-settings.ts';
import { isGivenUp, isOfCapabilities, startStateOf, waitText } from '../pods/pod-start.ts';
import type { PodWatch, Sighting } from '../pods/pod-watch.ts';
import { EVIDENCE, FILLER } from '../pods/trial-containers.ts';
import { fillPodMounts } from './fill-pod-mounts.ts';

/** Where a trial runs. */
export interface PodSurroundings {
  readonly auxiliaryImage: string;
  readonly place: TrialPodPlace;
}

/** The trials of a pod to start. */
export interface PodTrials {
  readonly name: string;
  readonly trials: readonly TrialSpecification[];
  /** Ends the waiting for room in a quota. @default nobody does */
  readonly cancel?: AbortSignal | undefined;
}

/** How the attempt to have a pod run ended. */
export type PodStart =
  /** `waitedMs`: for how long a quota had no room for it. */
  | { readonly kind: 'running'; readonly address: string; readonly pod: V1Pod; readonly waitedMs: number }
  | { readonly kind: 'ungrantable'; readonly message: string }
  /** `hint` is the way out, where one is known. */
  | { readonly kind: 'not-started'; readonly message: string; readonly hint?: string };

/** The kubelet reads a profile from a file of its node, and no pod can put one there. */
export const SECCOMP_FILE_OBSTACLE: Obstacle = {
  reason: 'a cluster takes profiles only from files of its nodes',
  hint: 'Leave --seccomp out, or run the case on Docker.',
};

/** How long a pod may take to run: its image may have to be fetched. */
const START_MS = 10 * 60_000;

/** Creates the pod of trials, fills its mounts and waits until it runs. What is left of it where it does not run is the caller's. */
export async function startPod(
  cluster: Cluster,
  watch: PodWatch,
  { name, trials, cancel }: PodTrials,
  { auxiliaryImage, place }: PodSurroundings,
): Promise<PodStart> {
  const foreign = trials.map(({ seccomp }) => seccomp).find((seccomp) => typeof seccomp === 'object');
  if (typeof foreign === 'object') {
    const { reason, hint } = SECCOMP_FILE_OBSTACLE;
    return { kind: 'not-started', message: `the seccomp profile ${foreign.name} cannot be used: ${reason}`, hint };
  }
  let waitedMs: number;
  try {
    waitedMs = await createPod(cluster, trialPod({ name, trials, auxiliaryImage, place }), { cancel });
  } catch (thrown) {
    const message = describeKubeFailure(thrown);
    const { code } = refusalOf(thrown) ?? { code: 0 };
    if ([403, 422].includes(code) && isOfCapabilities(message)) return { kind: 'ungrantable', message };
    return { kind: 'not-started', message, ...(isPolicyRefusal({ code, message }) && { hint: wayPast(message) }) };
  }
  const mounts = trials.flatMap((trial) => trial.mounts);
  const builders = trials.map((_, index) => builderContainerName(index, trials.length));
  const isFilled = mounts.some(({ content }) => content !== null);
  const started = await untilRunning(watch, name, [EVIDENCE, ...(isFilled ? [FILLER] : []), ...builders]);
  if (started.kind !== 'running') return started;
  // Meanwhile the builders wait for their standard input.
  if (isFilled) await fillPodMounts(cluster, name, mounts);
  return { ...started, waitedMs };
}

type Running = Omit<Extract<PodStart, { kind: 'running' }>, 'waitedMs'>;
type NotRunning = Exclude<PodStart, { kind: 'running' }>;

async function untilRunning(
  watch: PodWatch,
  name: string,
  containers: readonly string[],
): Promise<Running | NotRunning> {
  let last = 'nothing is known of the pod';
  const begun = Date.now();
  const found = await watch.until<Running | NotRunning>(
    name,
    (pod) => {
      const state = stateOf(pod, containers);
      if (state.kind !== 'waiting') return state;
      last = waitText(state.pod);
      return isGivenUp(state.pod, begun) ? { kind: 'not-started', message: last } : undefined;
    },
    AbortSignal.timeout(START_MS),
  );
  return found ?? { kind: 'not-started', message: `the pod did not start in time: ${last}` };
}

type WaitState = Running | NotRunning | { readonly kind: 'waiting'; readonly pod: V1Pod };

function stateOf(pod: Sighting, containers: readonly string[]): WaitState {
  if (pod === null) return { kind: 'not-started', message: 'another program deleted the pod' };
  const states = containers.map((container) => startStateOf(pod, container));
  for (const state of states) {
    if (state.kind === 'ungrantable') return state;
    if (state.kind === 'ended' && !state.ran) return { kind: 'not-started', message: state.message };
  }
  const address = pod.status?.podIP;
  // One that ended at once has run; its end is told when it is waited for.
  if (address !== undefined && states.every(({ kind }) => kind !== 'pending')) return { kind: 'running', address, pod };
  return { kind: 'waiting', pod };
}
