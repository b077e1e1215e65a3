import { namespaceSelector } from '../kinds/resource-rules.ts';
import { isMap, type Json, type JudgedPod, listIn, textIn, textsIn, valueIn } from '../model/judged-pod.ts';
import { labelsOf, selects } from '../model/label-selector.ts';
import { allOf, anyOf, isLike, type Match, matchIf, notOf } from '../model/match.ts';

/** Whether a rule of Kyverno is about a pod that is created. */
export function kyvernoMatch(rule: Json, pod: JudgedPod): Match {
  const excluded = valueIn(rule, 'exclude');
  return allOf([
    blockMatches(valueIn(rule, 'match'), pod),
    excluded === undefined ? 'yes' : notOf(blockMatches(excluded, pod)),
  ]);
}

function blockMatches(block: Json | undefined, pod: JudgedPod): Match {
  const [any, all] = [valueIn(block, 'any'), valueIn(block, 'all')];
  if (any !== undefined) return anyOf(listIn(block, 'any').map((one) => filterMatches(one, pod)));
  if (all !== undefined) return allOf(listIn(block, 'all').map((one) => filterMatches(one, pod)));
  return isMap(block) && Object.keys(block).length > 0 ? filterMatches(block, pod) : 'no';
}

function filterMatches(filter: Json, pod: JudgedPod): Match {
  const asked = ['subjects', 'roles', 'clusterRoles'].find((name) => listIn(filter, name).length > 0);
  const who: Match = asked === undefined ? 'yes' : { unknown: `it looks at who creates the pod (${asked})` };
  const resources = valueIn(filter, 'resources');
  return allOf([resources === undefined ? 'yes' : resourcesMatch(resources, pod), who]);
}

function resourcesMatch(resources: Json, pod: JudgedPod): Match {
  const operations = textsIn(resources, 'operations');
  const names = [
    ...textsIn(resources, 'names'),
    ...(textIn(resources, 'name') === undefined ? [] : [textIn(resources, 'name') ?? '']),
  ];
  const annotations = valueIn(resources, 'annotations');
  return allOf([
    kindsMatch(textsIn(resources, 'kinds')),
    matchIf(operations.length === 0 || operations.includes('CREATE')),
    matchIf(names.length === 0 || names.some((one) => isLike(textIn(pod.object, 'metadata', 'name') ?? '', one))),
    namespacesMatch(textsIn(resources, 'namespaces'), pod),
    selects(valueIn(resources, 'selector'), labelsOf(pod.object)),
    namespaceSelector(valueIn(resources, 'namespaceSelector'), pod),
    ...Object.entries(isMap(annotations) ? annotations : {}).map(([key, value]) =>
      matchIf(isLike(textIn(pod.object, 'metadata', 'annotations', key) ?? '', String(value))),
    ),
  ]);
}

/** What makes pods, so that a rule about it may concern the manifest. */
const MAKERS = [
  'Deployment',
  'DaemonSet',
  'StatefulSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Task',
  'TaskRun',
  'PipelineRun',
  'Workflow',
];

function kindsMatch(kinds: readonly string[]): Match {
  const last = kinds.map((kind) => kind.split('/').at(-1) ?? '');
  if (kinds.length === 0 || last.some((kind) => isLike('Pod', kind))) return 'yes';
  const maker = last.find((kind) => MAKERS.includes(kind));
  return maker === undefined ? 'no' : { unknown: `it is about each ${maker}, and only pods are judged here` };
}

/** Whether the namespace of a pod is among names with wildcards. */
export function namespacesMatch(namespaces: readonly string[], { namespace }: JudgedPod): Match {
  if (namespaces.length === 0) return 'yes';
  if (namespace !== null) return matchIf(namespaces.some((one) => isLike(namespace, one)));
  return namespaces.includes('*')
    ? 'yes'
    : { unknown: `it depends on the namespace (${namespaces.join(', ')}), and nothing says it` };
}
