import type { IPod } from 'kubernetes-models/v1/Pod';
import {
  ALL_RULES,
  badContainer,
  KANIKO_REPOSITORY,
  kanikoContainer,
  OTHER_CONTAINER,
  type PodRule,
  type PolicyPod,
  podOf,
} from './policy-pod.ts';

const FINALIZER = 'batch.kubernetes.io/job-tracking';

/** Breaks what a template of Gatekeeper looks at only when a pod is created, and has the profile that it always looks at. */
const CONFINED = kanikoContainer({ capabilities: {}, privileged: true, allowPrivilegeEscalation: undefined });
const NO_PROFILE = kanikoContainer({ seccompProfile: undefined });

const updating = (before: IPod, pod: IPod): PolicyPod['request'] => ({ operation: 'UPDATE', pod, before });
const SKIPS_UPDATES = 'its templates skip every update, except that of seccomp';
const CHECKS_UPDATES = 'its template of seccomp checks every update, whatever it changes';
const sees = (broken: readonly PodRule[], because: string) => ({ gatekeeper: { broken, because } });

const updates: readonly PolicyPod[] = [
  {
    name: 'a new label of a pod that breaks the rules',
    request: updating(podOf([CONFINED]), podOf([CONFINED], {}, { labels: { seen: 'true' } })),
    broken: [],
  },
  {
    name: 'the finalizer of a finished pod that breaks the rules is removed',
    request: updating(podOf([CONFINED], {}, { finalizers: [FINALIZER] }), podOf([CONFINED])),
    broken: [],
  },
  {
    name: 'the finalizer of a finished pod without a seccomp profile is removed',
    request: updating(podOf([NO_PROFILE], {}, { finalizers: [FINALIZER] }), podOf([NO_PROFILE])),
    broken: [],
    otherwise: sees(['seccomp'], CHECKS_UPDATES),
  },
  {
    name: 'a deadline for a pod that breaks the rules',
    request: updating(podOf([CONFINED]), podOf([CONFINED], { activeDeadlineSeconds: 60 })),
    broken: [],
  },
  {
    name: 'a container that breaks the rules gets the image of Kaniko',
    request: updating(podOf([badContainer('busybox:1.37')]), podOf([badContainer()])),
    broken: ALL_RULES,
    otherwise: sees(['seccomp'], SKIPS_UPDATES),
  },
  {
    name: 'an init container that breaks the rules gets the image of Kaniko',
    request: updating(
      podOf([OTHER_CONTAINER], { initContainers: [badContainer('busybox:1.37')] }),
      podOf([OTHER_CONTAINER], { initContainers: [badContainer()] }),
    ),
    broken: ALL_RULES,
    otherwise: sees(['seccomp'], SKIPS_UPDATES),
  },
  {
    name: 'a container of Kaniko that breaks the rules gets another version',
    request: updating(podOf([badContainer(`${KANIKO_REPOSITORY}:v1.9.0`)]), podOf([badContainer()])),
    broken: ALL_RULES,
    otherwise: sees(['seccomp'], SKIPS_UPDATES),
  },
  {
    name: 'a container of Kaniko that keeps the rules gets another version',
    request: updating(podOf([kanikoContainer({}, `${KANIKO_REPOSITORY}:v1.9.0`)]), podOf([kanikoContainer()])),
    broken: [],
  },
  {
    name: 'the sidecar of a container of Kaniko that breaks the rules gets another version',
    request: updating(
      podOf([CONFINED, OTHER_CONTAINER]),
      podOf([CONFINED, { ...OTHER_CONTAINER, image: 'busybox:1.36' }]),
    ),
    broken: [],
  },
];

const deleted = { finalizers: [FINALIZER], deletionTimestamp: '2026-01-01T12:00:00Z', deletionGracePeriodSeconds: 0 };
const { finalizers: _, ...released } = deleted;

const deletions: readonly PolicyPod[] = [
  {
    name: 'a pod that breaks the rules and is being deleted loses its finalizer',
    request: updating(podOf([CONFINED], {}, deleted), podOf([CONFINED], {}, released)),
    broken: [],
  },
  {
    name: 'a pod that is being deleted gets the image of Kaniko',
    request: updating(podOf([{ ...CONFINED, image: 'busybox:1.37' }], {}, deleted), podOf([CONFINED], {}, deleted)),
    broken: [],
  },
];

type Ephemeral = NonNullable<NonNullable<IPod['spec']>['ephemeralContainers']>[number];

function ephemeral(
  name: string,
  before: IPod,
  container: Ephemeral,
  more: Omit<PolicyPod, 'name' | 'request'>,
): PolicyPod {
  const pod = { ...before, spec: { ...before.spec, ephemeralContainers: [container] } } as IPod;
  return { name, request: { operation: 'UPDATE', pod, before, subresource: 'ephemeralcontainers' }, ...more };
}

const debug = (container: Ephemeral): Ephemeral => ({ ...container, name: 'debugger' });

const ephemerals: readonly PolicyPod[] = [
  ephemeral(
    'an ephemeral container of Kaniko that keeps the rules',
    podOf([OTHER_CONTAINER]),
    debug(kanikoContainer()),
    {
      broken: [],
    },
  ),
  ephemeral('an ephemeral container of Kaniko that breaks the rules', podOf([OTHER_CONTAINER]), debug(badContainer()), {
    broken: ALL_RULES,
    otherwise: sees(['seccomp'], SKIPS_UPDATES),
  }),
  ephemeral('a privileged ephemeral container of Kaniko', podOf([OTHER_CONTAINER]), debug(CONFINED), {
    broken: ['drop', 'privileged', 'escalation'],
    otherwise: sees([], SKIPS_UPDATES),
  }),
  ephemeral(
    'an ephemeral container of another image beside a container of Kaniko that breaks the rules',
    podOf([CONFINED]),
    debug(OTHER_CONTAINER),
    { broken: [] },
  ),
];

/** Pods that are changed, are being deleted, or get an ephemeral container. */
export const CHANGED_PODS: readonly PolicyPod[] = [...updates, ...deletions, ...ephemerals];
