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
