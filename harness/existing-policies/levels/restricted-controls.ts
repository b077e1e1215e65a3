import { isMap, type Json, listIn, textIn, textsIn, valueIn } from '../model/judged-pod.ts';
import { ofContainers } from './baseline-controls.ts';
import type { Control } from './control.ts';

/** The controls that the level `restricted` has besides those of `baseline`, for pods of Linux. */
export const RESTRICTED_CONTROLS: readonly Control[] = [
  {
    name: 'Volume Types',
    broken: ({ object }) =>
      listIn(object, 'spec', 'volumes').flatMap((volume) => {
        const other = Object.keys(isMap(volume) ? volume : {}).filter((key) => key !== 'name' && !VOLUMES.has(key));
        return other.map((type) => `the volume ${textIn(volume, 'name') ?? '?'} is of the type ${type}`);
      }),
  },
  {
    name: 'Privilege Escalation',
    broken: (pod) =>
      ofContainers(
        pod,
        (container) => valueIn(container, 'securityContext', 'allowPrivilegeEscalation') !== false,
        'does not set allowPrivilegeEscalation: false',
      ),
  },
  {
    name: 'Running as Non-root',
    broken: (pod) => {
      const ofPod = valueIn(pod.object, 'spec', 'securityContext', 'runAsNonRoot');
      const isRoot = (container: Json): boolean =>
        (valueIn(container, 'securityContext', 'runAsNonRoot') ?? ofPod) !== true;
      return ofContainers(pod, isRoot, 'does not set runAsNonRoot: true');
    },
  },
  {
    name: 'Running as Non-root user',
    broken: (pod) => [
      ...(valueIn(pod.object, 'spec', 'securityContext', 'runAsUser') === 0 ? ['the pod sets runAsUser: 0'] : []),
      ...ofContainers(
        pod,
        (container) => valueIn(container, 'securityContext', 'runAsUser') === 0,
        'sets runAsUser: 0',
      ),
    ],
  },
  {
    name: 'Seccomp',
    broken: (pod) => {
      const ofPod = textIn(pod.object, 'spec', 'securityContext', 'seccompProfile', 'type');
      const isWithout = (container: Json): boolean => {
        const type = textIn(container, 'securityContext', 'seccompProfile', 'type') ?? ofPod;
        return type !== 'RuntimeDefault' && type !== 'Localhost';
      };
      return ofContainers(pod, isWithout, 'names no seccomp profile');
    },
  },
  {
    name: 'Capabilities',
    broken: (pod) => [
      ...ofContainers(
        pod,
        (container) => !textsIn(container, 'securityContext', 'capabilities', 'drop').includes('ALL'),
        'does not drop ALL capabilities',
      ),
      ...ofContainers(
        pod,
        (container) =>
          textsIn(container, 'securityContext', 'capabilities', 'add').some((name) => name !== 'NET_BIND_SERVICE'),
        'adds capabilities besides NET_BIND_SERVICE',
      ),
    ],
  },
];

const VOLUMES: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
  'image',
]);
