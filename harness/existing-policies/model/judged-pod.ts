/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonMap;

/** A map as JSON has it. */
export interface JsonMap {
  readonly [key: string]: Json | undefined;
}

/** A pod that a policy is asked about, as a cluster would be asked to create it. */
export interface JudgedPod {
  /** As Kubernetes reads it: `apiVersion`, `kind`, `metadata`, `spec`. */
  readonly object: JsonMap;
  /** Null where nothing says in which namespace it is created. */
  readonly namespace: string | null;
  /** The labels of its namespace; null where they are not known. */
  readonly namespaceLabels: Readonly<Record<string, string>> | null;
  /** What the trials say of running it under no-new-privileges: a policy may put it there. @default 'not-tried' */
  readonly noNewPrivileges?: 'works' | 'breaks' | 'not-tried';
  /** What the trials say of the default filter on system calls. @default 'not-tried' */
  readonly defaultSeccomp?: 'works' | 'breaks' | 'not-tried';
}

/** A container of a pod, with what sort it is. */
export interface JudgedContainer {
  readonly sort: 'containers' | 'initContainers' | 'ephemeralContainers';
  readonly name: string;
  readonly container: JsonMap;
}

const SORTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** All containers of a pod. */
export function containersOf({ object }: JudgedPod): JudgedContainer[] {
  return SORTS.flatMap((sort) =>
    listIn(object, 'spec', sort).flatMap((container) =>
      isMap(container) ? { sort, name: textIn(container, 'name') ?? '?', container } : [],
    ),
  );
}

/** Whether a value is a map. */
export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands below a value at these keys; undefined where nothing does, or null. */
export function valueIn(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  let found = value;
  for (const key of keys) found = isMap(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found ?? undefined;
}

/** The list there; an empty one where there is none. */
export function listIn(value: Json | undefined, ...keys: readonly string[]): readonly Json[] {
  const found = valueIn(value, ...keys);
  return Array.isArray(found) ? found : [];
}

/** The texts of the list there. */
export function textsIn(value: Json | undefined, ...keys: readonly string[]): string[] {
  return listIn(value, ...keys).filter((one) => typeof one === 'string');
}

/** The text there. */
export function textIn(value: Json | undefined, ...keys: readonly string[]): string | undefined {
  const found = valueIn(value, ...keys);
  return typeof found === 'string' ? found : undefined;
}
