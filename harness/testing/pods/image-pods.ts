import {
  ALL_RULES,
  badContainer,
  create,
  KANIKO_DIGEST,
  KANIKO_MIRRORS,
  KANIKO_REPOSITORY,
  type PolicyPod,
  podOf,
} from './policy-pod.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const [MIRROR] = KANIKO_MIRRORS;

/** References that all name Kaniko's image or a mirror of it, as a runtime reads them. */
const CHECKED: readonly string[] = [
  KANIKO_REPOSITORY,
  `${KANIKO_REPOSITORY}:v1.9.0`,
  `${KANIKO_REPOSITORY}@${DIGEST}`,
  `${KANIKO_REPOSITORY}:v1.9.0@${DIGEST}`,
  `${KANIKO_REPOSITORY}:debug`,
  `${KANIKO_REPOSITORY}:v1.24.0-debug`,
  `${KANIKO_REPOSITORY}-debug:v1.24.0`,
  'GCR.IO/kaniko-project/executor:v1.24.0',
  'gcr.io:443/kaniko-project/executor:v1.24.0',
  'gcr.io:0443/kaniko-project/executor:v1.24.0',
  'Gcr.io:80/kaniko-project/executor',
  MIRROR,
  `${MIRROR}:v1.24.0-debug`,
  'Mirror.Example:5000/kaniko/executor:v1',
  'kaniko',
  'kaniko:v1',
  `kaniko@${DIGEST}`,
  'library/kaniko:v1',
  'docker.io/kaniko:v1',
  'docker.io/library/kaniko:v1',
  'index.docker.io/kaniko:v1',
  'index.docker.io/library/kaniko:v1',
  'registry-1.docker.io/library/kaniko:v1',
  'registry.hub.docker.com/library/kaniko:v1',
  'docker.io:443/library/kaniko:v1',
  `mirror.other.example/any/name@${KANIKO_DIGEST}`,
];

/** References of other images, however much they look like it. */
const NOT_CHECKED: readonly string[] = [
  'busybox:1.37',
  `${KANIKO_REPOSITORY}-other:v1`,
  `${KANIKO_REPOSITORY}/other:v1`,
  `registry.example/${KANIKO_REPOSITORY}:v1`,
  'gcr.io:5000/kaniko-project/executor:v1',
  'gcrxio/kaniko-project/executor:v1',
  'registry.example/kaniko-project/executor:v1',
  'mirror.example/kaniko/executor:v1',
  'example/kaniko:v1',
  `busybox:1.37@${DIGEST}`,
];

/** Pods that break every rule, under images that are Kaniko's, and under others. */
export const IMAGE_PODS: readonly PolicyPod[] = [
  ...CHECKED.map((image) => ({
    name: `the image ${image}`,
    request: create(podOf([badContainer(image)])),
    broken: ALL_RULES,
  })),
  ...NOT_CHECKED.map((image) => ({
    name: `the other image ${image}`,
    request: create(podOf([badContainer(image)])),
    broken: [],
    otherwise: {
      gatekeeper: {
        broken: ALL_RULES,
        because: 'its template cannot select by image: it checks every container of the namespace',
      },
    },
  })),
];
