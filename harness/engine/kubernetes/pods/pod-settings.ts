import type { V1Pod, V1PodSpec } from '@kubernetes/client-node';
import type { Ownership } from '../../ownership.ts';
import type { TrialSpecification } from '../../trial-port.ts';
import { metadataOf, type Part } from './kube-labels.ts';
import type { PodPlace } from './pod-place.ts';
import { BUILDER, builderContainer, evidenceContainer, fillerContainer } from './trial-containers.ts';

/** How long a pod lives that nobody removes, in seconds. */
const LONGEST_LIFE_SECONDS = 6 * 60 * 60;

/** What every pod of this tool has: everything is said, so that no default of a cluster or namespace decides. */
export interface PodSettings {
  readonly name: string;
  readonly ownership: Ownership;
  readonly part: Part;
  readonly place: PodPlace;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec: Pick<V1PodSpec, 'containers' | 'volumes' | 'shareProcessNamespace' | 'tolerations' | 'hostname'>;
}

/** A pod that is never started again, has no credentials for the cluster, and looks up no names. */
export function podOf({ name, ownership, part, place, labels, spec }: PodSettings): V1Pod {
  const metadata = metadataOf(name, ownership, part);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, labels: { ...metadata.labels, ...labels } },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      hostUsers: !place.userNamespace,
      terminationGracePeriodSeconds: 1,
      activeDeadlineSeconds: LONGEST_LIFE_SECONDS,
      nodeSelector: {
        'kubernetes.io/os': 'linux',
        ...place.nodeSelector,
        ...(place.node !== null && { 'kubernetes.io/hostname': place.node }),
      },
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['127.0.0.1'] },
      // Docker and newer runtimes let any program listen at any port; others do not, and then NET_BIND_SERVICE is needed.
      securityContext: {
        seccompProfile: { type: 'RuntimeDefault' },
        sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
      },
      ...spec,
    },
  };
}

/** A trial is soon tried elsewhere; whatever holds a registry waits for its node, as long as any pod does. */
const LOST_NODE_SECONDS = 15;

const SOON_GIVEN_UP = ['not-ready', 'unreachable'].map((condition) => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: LOST_NODE_SECONDS,
}));

/** The trials of a pod, which take turns in it. */
export interface TrialPodSettings {
  readonly name: string;
  /** At least one. */
  readonly trials: readonly TrialSpecification[];
  readonly auxiliaryImage: string;
  readonly place: TrialPodPlace;
}

/** The pod of trials: a builder for each, and beside them a container with nothing that reads what the kernel says of the builders. */
export function trialPod({ name, trials, auxiliaryImage, place }: TrialPodSettings): V1Pod {
  const mounts = trials.flatMap((trial) => trial.mounts);
  const isFilled = mounts.some(({ content }) => content !== null);
  const [first] = trials;
  if (first === undefined) throw new Error('a pod has at least one trial');
  const trialNames = trials.map(({ ownership }) => ownership.trial).filter((trial) => trial !== null);
  let nextMount = 0;
  const builders = trials.map((trial, index) => {
    const firstMount = nextMount;
    nextMount += trial.mounts.length;
    return builderContainer(trial, { name: builderContainerName(index, trials.length), firstMount });
  });
  return podOf({
    name,
    ownership: { ...first.ownership, trial: trialNames.join(' ') || null },
    part: 'trial',
    place,
    labels: place.labels,
    spec: {
      // A build may write it into its image, and trials of one pod would have another one than those of the next.
      hostname: 'kaniko-caps',
      shareProcessNamespace: true,
      tolerations: SOON_GIVEN_UP,
      volumes: mounts.map((_, index) => ({ name: `mount-${index}`, emptyDir: {} })),
      // In this order they are started.
      containers: [
        evidenceContainer(auxiliaryImage),
        ...(isFilled ? [fillerContainer(mounts.length, auxiliaryImage)] : []),
        ...builders,
      ],
    },
  });
}

/** The name of a builder's container, of so many in its pod. */
export function builderContainerName(index: number, of: number): string {
  return of === 1 ? BUILDER : `${BUILDER}-${index + 1}`;
}

/** A pod with nothing but a program, to which nothing is sent: to ask it what it is. */
export function questionPod(specification: TrialSpecification, place: PodPlace): V1Pod {
  const { name, ownership } = specification;
  const builder = {
    ...builderContainer(specification, { name: BUILDER, firstMount: 0 }),
    stdin: false,
    stdinOnce: false,
  };
  return podOf({
    name,
    ownership,
    part: 'question',
    place,
    spec: { containers: [builder] },
  });
}

/** Where the pod of trials runs, and the labels by which the policies of their rooms find it. */
export interface TrialPodPlace extends PodPlace {
  readonly labels: Readonly<Record<string, string>>;
}
