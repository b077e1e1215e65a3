import type { YamlPath } from '../../model/patch-target.ts';
import { at, itemsAt, textAt, type YamlValue } from '../../yaml/yaml-value.ts';

/** Where objects have the spec of a pod: a Pod, a PodTemplate, whatever has a template, a CronJob, a ScaledJob. */
const POD_SPECS: readonly YamlPath[] = [
  ['spec'],
  ['template', 'spec'],
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ['spec', 'jobTargetRef', 'template', 'spec'],
];

/** Kinds of Kubernetes itself that are pods or make some. */
const POD_KINDS = /^(?:Pod|PodTemplate|Job|CronJob|Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController)$/;

/** Whether an object is a pod or makes some, whatever is in it. */
export function isOfPods(object: YamlValue): boolean {
  return POD_KINDS.test(textAt(object, 'kind') ?? '') && textAt(object, 'apiVersion') !== undefined;
}

/** The spec of a pod, and the object that holds it. */
export interface FoundPod {
  readonly kind: string;
  /** Of the object; empty for none. */
  readonly name: string;
  readonly spec: YamlValue;
}

/** The pods of an object, or of all objects of a list. */
export function podsIn(object: YamlValue): FoundPod[] {
  const kind = textAt(object, 'kind') ?? '';
  if (/List$/.test(kind)) return itemsAt(object, 'items').flatMap((item) => podsIn(item));
  const name = textAt(object, 'metadata', 'name') ?? textAt(object, 'metadata', 'generateName') ?? '';
  return POD_SPECS.flatMap((path) => {
    const spec = at(object, ...path);
    return spec !== undefined && itemsAt(spec, 'containers').length > 0 ? [{ kind, name, spec }] : [];
  });
}
