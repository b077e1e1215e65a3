import type { IPod } from 'kubernetes-models/v1/Pod';
import { create, kanikoContainer, type PolicyPod, podOf } from './policy-pod.ts';

type Container = NonNullable<IPod['spec']>['containers'][number];

const OF_A_JOB = {
  generateName: 'kaniko-',
  labels: { 'batch.kubernetes.io/job-name': 'kaniko', 'app.kubernetes.io/name': 'kaniko' },
  finalizers: ['batch.kubernetes.io/job-tracking'],
  ownerReferences: [
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: 'kaniko',
      uid: '0f7ed7b9-59d5-4be5-9fb8-2a5c4c5e6b11',
      controller: true,
      blockOwnerDeletion: true,
    },
  ],
};

const HELPER = 'registry.gitlab.com/gitlab-org/gitlab-runner/gitlab-runner-helper:x86_64-v18.3.0';
const TEKTON = 'ghcr.io/tektoncd/pipeline';

/** As GitLab Runner's Kubernetes executor makes it: a script's container beside two of the runner's own. */
function gitlabPod(build: Container): IPod {
  return podOf(
    [
      { ...build, name: 'build' },
      { name: 'helper', image: HELPER },
    ],
    {
      initContainers: [{ name: 'init-permissions', image: HELPER }],
    },
  );
}

/** As Tekton makes it of a task with one step and a script. */
function tektonPod(step: Container): IPod {
  return podOf([{ ...step, name: 'step-build-and-push' }], {
    initContainers: [
      {
        name: 'prepare',
        image: `${TEKTON}/entrypoint-bff0a22da108bc2f16c818c97641a296:v1.3.0@sha256:${'1'.repeat(64)}`,
      },
      { name: 'place-scripts', image: `cgr.dev/chainguard/busybox@sha256:${'2'.repeat(64)}` },
      {
        name: 'working-dir-initializer',
        image: `${TEKTON}/workingdirinit-0c558922ec6a1b739e550e349f2d5fc1:v1.3.0@sha256:${'3'.repeat(64)}`,
      },
    ],
  });
}

const DROPS_NOTHING = kanikoContainer({ capabilities: { add: ['CHOWN'] } });
const helperAdds: Container = {
  name: 'helper',
  image: HELPER,
  securityContext: { capabilities: { add: ['SYS_ADMIN'] } },
};

/** Pods that something else makes, with containers that it puts in by itself. */
export const INJECTED_PODS: readonly PolicyPod[] = [
  { name: 'the pod of a Job', request: create(podOf([kanikoContainer()], {}, OF_A_JOB)), broken: [] },
  {
    name: 'the pod of a Job that drops nothing',
    request: create(podOf([DROPS_NOTHING], {}, OF_A_JOB)),
    broken: ['drop'],
  },
  { name: 'the pod of a GitLab job', request: create(gitlabPod(kanikoContainer())), broken: [] },
  { name: 'the pod of a GitLab job that drops nothing', request: create(gitlabPod(DROPS_NOTHING)), broken: ['drop'] },
  { name: 'the pod of a Tekton task', request: create(tektonPod(kanikoContainer())), broken: [] },
  { name: 'the pod of a Tekton task that drops nothing', request: create(tektonPod(DROPS_NOTHING)), broken: ['drop'] },
  {
    name: 'a privileged container under an image that Tekton injects',
    request: create(
      podOf([
        kanikoContainer(),
        { name: 'prepare', image: `${TEKTON}/entrypoint-x:v1`, securityContext: { privileged: true } },
      ]),
    ),
    broken: [],
    otherwise: {
      gatekeeper: { broken: ['privileged'], because: 'it checks every container of the namespace for this' },
    },
  },
  {
    name: 'a container under an image that GitLab injects, which adds a capability',
    request: create(podOf([kanikoContainer(), helperAdds])),
    broken: [],
    otherwise: { gatekeeper: { broken: ['add'], because: 'it checks every container of the namespace for this' } },
  },
];
