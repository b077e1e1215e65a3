import type { ManifestProblem } from '../../model/problem.ts';
import type { Surroundings } from '../../model/system.ts';
import { onceFor } from '../../once-for.ts';
import type { YamlDocument } from '../../yaml/read-yaml.ts';
import { at, itemsAt, textAt, writtenIn, type YamlValue } from '../../yaml/yaml-value.ts';

/** The kinds that hold a task. */
export const TASKS: readonly string[] = ['Task', 'ClusterTask'];

type Reference = 'taskRef' | 'pipelineRef';

/** The name in a reference: of an object in the cluster, or of what a resolver gets (of a hub, a cluster, a bundle). */
export function referredName(holder: YamlValue, reference: Reference): string | undefined {
  const named = itemsAt(holder, reference, 'params').find((one) => textAt(one, 'name') === 'name');
  return textAt(holder, reference, 'name') ?? textAt(named, 'value');
}

/** An object of Tekton, and the document that it is. */
export interface TektonObject {
  readonly kind: string;
  readonly name: string;
  readonly spec: YamlValue;
  readonly document: number;
}

/** Reads an object of Tekton; undefined for anything else. */
export function tektonObject({ root, index }: YamlDocument): TektonObject | undefined {
  const spec = at(root, 'spec');
  if (textAt(root, 'apiVersion')?.startsWith('tekton.dev/') !== true || spec === undefined) return undefined;
  const name = textAt(root, 'metadata', 'name') ?? textAt(root, 'metadata', 'generateName') ?? '';
  return { kind: textAt(root, 'kind') ?? '', name, spec, document: index };
}

/** The object of a kind and a name, among all documents. */
export function objectNamed(
  kinds: readonly string[],
  name: string | undefined,
  around: Surroundings,
): TektonObject | undefined {
  return knownObjects(around.documents)
    .named.get(name ?? '')
    ?.find(({ kind }) => kinds.includes(kind));
}

/** The objects of all documents, as others look for them. */
interface KnownObjects {
  readonly named: ReadonlyMap<string, readonly TektonObject[]>;
  /** The names of tasks and of pipelines that something uses. */
  readonly used: Readonly<Record<Reference, ReadonlySet<string>>>;
}

const knownObjects = onceFor((documents: Surroundings['documents']): KnownObjects => {
  const objects = documents.flatMap((document) => tektonObject(document) ?? []);
  const named = new Map<string, TektonObject[]>();
  for (const object of objects) {
    const same = named.get(object.name);
    if (same === undefined) named.set(object.name, [object]);
    else same.push(object);
  }
  const holders = objects.flatMap(({ spec }) => {
    const pipeline = at(spec, 'pipelineSpec') ?? spec;
    return [spec, ...itemsAt(pipeline, 'tasks'), ...itemsAt(pipeline, 'finally')];
  });
  const namesIn = (reference: Reference): Set<string> =>
    new Set(holders.flatMap((holder) => referredName(holder, reference) ?? []));
  return { named, used: { taskRef: namesIn('taskRef'), pipelineRef: namesIn('pipelineRef') } };
});

/** Whether another document names this object. */
export function isUsed(reference: Reference, { name }: TektonObject, around: Surroundings): boolean {
  return knownObjects(around.documents).used[reference].has(name);
}

/** Tasks that a run or a pipeline uses, that are in none of the manifests, and that are called after Kaniko. */
export function missingTasks({ spec }: TektonObject, around: Surroundings): ManifestProblem[] {
  const pipeline = at(spec, 'pipelineSpec') ?? spec;
  return [spec, ...itemsAt(pipeline, 'tasks'), ...itemsAt(pipeline, 'finally')].flatMap((holder): ManifestProblem[] => {
    const reference = at(holder, 'taskRef');
    const name = referredName(holder, 'taskRef') ?? '';
    const words = [name, ...itemsAt(reference, 'params').map((one) => textAt(one, 'value') ?? '')];
    if (reference === undefined || objectNamed(TASKS, name, around) !== undefined) return [];
    if (!words.some((word) => /kaniko/i.test(word))) return [];
    const place = writtenIn(reference, 'name')?.place ?? reference.place;
    const what = `It uses the Task ${words.find((word) => word !== '') ?? ''}, which is in none of the manifests.`;
    return [{ kind: 'limit', place, what, wayOut: 'Give the manifest of the Task as well.' }];
  });
}
