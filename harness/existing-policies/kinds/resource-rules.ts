import { isMap, type Json, type JudgedPod, listIn, textIn, textsIn, valueIn } from '../model/judged-pod.ts';
import { isEmptySelector, labelsOf, selects } from '../model/label-selector.ts';
import { allOf, anyOf, type Match, matchIf, notOf } from '../model/match.ts';

/** Whether `matchConstraints` of Kubernetes take in a pod that is created. */
export function matchConstraints(constraints: Json | undefined, pod: JudgedPod): Match {
  const rules = listIn(constraints, 'resourceRules');
  return allOf([
    anyOf(rules.map((rule) => resourceRule(rule, pod))),
    notOf(anyOf(listIn(constraints, 'excludeResourceRules').map((rule) => resourceRule(rule, pod)))),
    selectors(constraints, pod),
  ]);
}

/** Whether `matchResources` of a binding take it in: no rule there means every resource. */
export function matchResources(resources: Json | undefined, pod: JudgedPod): Match {
  if (valueIn(resources, 'resourceRules') !== undefined) return matchConstraints(resources, pod);
  return selectors(resources, pod);
}

function resourceRule(rule: Json, pod: JudgedPod): Match {
  const has = (key: string, ...wanted: readonly string[]): boolean =>
    textsIn(rule, key).some((one) => one === '*' || wanted.includes(one));
  const names = textsIn(rule, 'resourceNames');
  return allOf([
    matchIf(
      has('apiGroups', '') &&
        has('apiVersions', 'v1') &&
        has('operations', 'CREATE') &&
        has('resources', 'pods', '*/*', 'pods/*'),
    ),
    matchIf(textIn(rule, 'scope') !== 'Cluster'),
    matchIf(names.length === 0 || names.includes(textIn(pod.object, 'metadata', 'name') ?? '')),
  ]);
}

function selectors(constraints: Json | undefined, pod: JudgedPod): Match {
  return allOf([
    namespaceSelector(valueIn(constraints, 'namespaceSelector'), pod),
    selects(valueIn(constraints, 'objectSelector'), labelsOf(pod.object)),
  ]);
}

/** Whether the namespace of a pod has the labels that a selector asks for. */
export function namespaceSelector(selector: Json | undefined, { namespace, namespaceLabels }: JudgedPod): Match {
  if (!isMap(selector) || isEmptySelector(selector)) return 'yes';
  if (namespaceLabels !== null) return selects(selector, { ...namespaceLabels, ...nameLabel(namespace) });
  const isByName = [
    ...Object.keys(valueIn(selector, 'matchLabels') ?? {}),
    ...listIn(selector, 'matchExpressions').map((one) => textIn(one, 'key')),
  ].every((key) => key === NAME_LABEL);
  if (isByName && namespace !== null) return selects(selector, nameLabel(namespace));
  return { unknown: 'it looks at the labels of the namespace, which are not known' };
}

/** Kubernetes puts it on each namespace. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

function nameLabel(namespace: string | null): Record<string, string> {
  return namespace === null ? {} : { [NAME_LABEL]: namespace };
}
