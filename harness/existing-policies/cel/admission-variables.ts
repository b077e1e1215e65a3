import { isMap, type Json, type JudgedPod, textIn } from '../model/judged-pod.ts';
import { evaluateCel, NotKnownHere } from './evaluate.ts';

/** A variable that a policy makes of others. */
export interface CelVariable {
  readonly name: string;
  readonly expression: string;
}

/**
 * What the expressions of a policy see of a pod that is to be created. What nobody knows here is there, and says so when it is
 * read. A variable is evaluated when it is read first, as in a cluster.
 */
export function admissionVariables(pod: JudgedPod, own: readonly CelVariable[]): Readonly<Record<string, unknown>> {
  const variables = {};
  const all = { ...objectsOf(pod), variables };
  for (const { name, expression } of own) {
    lazily(variables, name, () => {
      const result = evaluateCel(expression, all);
      if (result.kind === 'value') return result.value;
      const what = result.kind === 'missing-field' ? `The variable ${name} fails: ${result.message}.` : result.because;
      throw new NotKnownHere(what);
    });
  }
  return all;
}

function objectsOf(pod: JudgedPod): Record<string, unknown> {
  const object = celValue(pod.object) as Record<string, unknown>;
  const request: Record<string, unknown> = {
    operation: 'CREATE',
    dryRun: false,
    name: textIn(pod.object, 'metadata', 'name') ?? '',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    subResource: '',
  };
  unknownHere(request, 'userInfo', 'The expression asks who creates the pod.');
  if (pod.namespace === null) {
    const because = 'The expression asks for the namespace of the pod, and nothing says it.';
    unknownHere(request, 'namespace', because);
    if (typeof object['metadata'] === 'object') unknownHere(object['metadata'] as object, 'namespace', because);
  } else request['namespace'] = pod.namespace;
  return { object, oldObject: null, request, ...namespaceObject(pod) };
}

function namespaceObject({ namespace, namespaceLabels }: JudgedPod): object {
  if (namespace === null || namespaceLabels === null) return {};
  return { namespaceObject: { metadata: { name: namespace, labels: namespaceLabels } } };
}

function unknownHere(target: object, name: string, because: string): void {
  lazily(target, name, () => {
    throw new NotKnownHere(because);
  });
}

function lazily(target: object, name: string, make: () => unknown): void {
  let made: { readonly value: unknown } | undefined;
  Object.defineProperty(target, name, {
    enumerable: true,
    configurable: true,
    get: () => {
      made ??= { value: make() };
      return made.value;
    },
  });
}

/** Whole numbers are integers, as the fields of a pod are. */
export function celValue(value: Json | undefined): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, celValue(below)]));
}
