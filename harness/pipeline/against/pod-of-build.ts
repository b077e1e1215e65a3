import { namesOf } from '../../capabilities/capability-set.ts';
import {
  isMap,
  type Json,
  type JsonMap,
  type JudgedPod,
  listIn,
  textIn,
  valueIn,
} from '../../existing-policies/model/judged-pod.ts';
import { plainJson } from '../../existing-policies/model/plain-json.ts';
import type { DeclaredBuild } from '../../manifest/model/declared-build.ts';
import type { PatchTarget, YamlPath } from '../../manifest/model/patch-target.ts';
import { readYaml } from '../../manifest/yaml/read-yaml.ts';
import { at, type YamlValue } from '../../manifest/yaml/yaml-value.ts';
import type { BuildAnswer, Hardening } from '../audited-build.ts';

/** The pod that a build runs in, and which of its containers is the build's. */
export interface BuildPod {
  readonly pod: JudgedPod;
  readonly sort: 'containers' | 'initContainers';
  readonly index: number;
}

/** What trials showed of a build. */
export type ShownNeed = Pick<BuildAnswer, 'needed' | 'hardening'>;

/** The pod of a build as its manifest declares it; undefined where it runs in none. `text` is the manifest. */
export function declaredPod(
  build: DeclaredBuild,
  text: string | undefined,
  answer: Pick<ShownNeed, 'hardening'> | null,
): BuildPod | undefined {
  const { patch } = build;
  if (patch.kind === 'docker-run' || (patch.kind === 'yaml' && patch.shape !== 'kubernetes')) return undefined;
  if (patch.kind === 'toml' && !patch.table.includes('kubernetes')) return undefined;
  const shown = shownOf(answer);
  const found = patch.kind === 'yaml' && text !== undefined ? podInManifest(patch, text) : undefined;
  if (found !== undefined) return { ...found, pod: { ...found.pod, ...shown } };
  const object = podOf([containerOf(build)], hostAccessOf(build));
  const pod = { object, namespace: null, namespaceLabels: null, ...shown };
  return { pod, sort: 'containers', index: 0 };
}

/** The same pod with what the build needs: the security context that the patch writes. */
export function neededPod({ pod, sort, index }: BuildPod, { needed, hardening }: ShownNeed): JudgedPod {
  const add = namesOf(needed);
  const isPossible = (kind: Hardening['kind']): boolean =>
    hardening.some((one) => one.kind === kind && one.result === 'possible');
  const containers = listIn(pod.object, 'spec', sort).map((container, place) => {
    if (place !== index || !isMap(container)) return container;
    const own = valueIn(container, 'securityContext');
    const { privileged, capabilities, ...kept } = isMap(own) ? own : {};
    const securityContext: JsonMap = {
      ...kept,
      capabilities: { drop: ['ALL'], ...(add.length === 0 ? {} : { add }) },
      ...(isPossible('no-new-privileges') ? { allowPrivilegeEscalation: false } : {}),
      ...(isPossible('default-seccomp') ? { seccompProfile: { type: 'RuntimeDefault' } } : {}),
    };
    return { ...container, securityContext };
  });
  const spec = valueIn(pod.object, 'spec');
  return { ...pod, object: { ...pod.object, spec: { ...(isMap(spec) ? spec : {}), [sort]: containers } } };
}

function podInManifest(patch: PatchTarget & { readonly kind: 'yaml' }, text: string): BuildPod | undefined {
  const sort = patch.path.at(-2);
  const index = patch.path.at(-1);
  if ((sort !== 'containers' && sort !== 'initContainers') || typeof index !== 'number') return undefined;
  const lines = text.split('\n');
  const part =
    patch.embedded === null ? text : lines.slice(patch.embedded.firstLine - 1, patch.embedded.lastLine).join('\n');
  const root = readYaml(part, { file: patch.place.file }).documents.find((one) => one.index === patch.document)?.root;
  const spec = at(root, ...patch.path.slice(0, -2));
  if (root === undefined || spec === undefined) return undefined;
  const object = { ...podOf([], {}), ...metadataOf(root, patch.path), spec: withoutNulls(plainJson(spec)) };
  const namespace = textIn(plainJson(at(root, 'metadata')), 'namespace') ?? null;
  return { pod: { object, namespace, namespaceLabels: null }, sort, index };
}

/** A pod has the metadata that stands beside its `spec`. */
function metadataOf(root: YamlValue, path: YamlPath): { readonly metadata: Json } {
  const metadata = plainJson(at(root, ...path.slice(0, -3), 'metadata'));
  return { metadata: withoutNulls(isMap(metadata) ? metadata : {}) };
}

function podOf(containers: readonly Json[], spec: JsonMap): JsonMap {
  return { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { ...spec, containers } };
}

/** What the pod has of its node, as a pod says it. */
function hostAccessOf({ security: { hostAccess = [] } }: DeclaredBuild): JsonMap {
  const names = hostAccess.map(({ value }) => value);
  const volumes = names
    .filter((name) => name === 'hostPath')
    .map((name, index) => ({ name: `host-${index}`, [name]: { path: '/' } }));
  const namespaces = names.filter((name) => name !== 'hostPath').map((name) => [name, true] as const);
  return { ...Object.fromEntries(namespaces), ...(volumes.length === 0 ? {} : { volumes }) };
}

/** The container as it is understood, where the manifest makes pods in a way of its own. */
function containerOf({ image, title, security }: DeclaredBuild): Json {
  const { privileged, added, dropped, user, noNewPrivileges, seccomp } = security;
  const name = title.split(' ').at(-1) ?? 'kaniko';
  const [add, drop] = [added, dropped].map((words) => words.map(({ text }) => text));
  return withoutNulls({
    name,
    image: image?.value ?? null,
    securityContext: {
      privileged: privileged.value ? true : null,
      runAsUser: user.value?.id ?? null,
      allowPrivilegeEscalation: noNewPrivileges.value ? false : null,
      seccompProfile: seccomp.from.kind === 'written' ? profileOf(seccomp.value) : null,
      capabilities: added.length + dropped.length === 0 ? null : { add: add ?? [], drop: drop ?? [] },
    },
  });
}

function profileOf(seccomp: DeclaredBuild['security']['seccomp']['value']): Json {
  if (typeof seccomp !== 'string') return { type: 'Localhost', localhostProfile: seccomp.localhost };
  return { type: seccomp === 'default' ? 'RuntimeDefault' : 'Unconfined' };
}

/** As the API server reads it: what is null is not there. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([, below]) => below !== null && below !== undefined);
  return Object.fromEntries(entries.map(([key, below]) => [key, withoutNulls(below ?? null)]));
}

const SHOWN = { already: 'works', possible: 'works', breaks: 'breaks', 'not-tried': 'not-tried' } as const;

function shownOf(answer: Pick<ShownNeed, 'hardening'> | null): Pick<JudgedPod, 'noNewPrivileges' | 'defaultSeccomp'> {
  const shown = (kind: Hardening['kind']) =>
    SHOWN[answer?.hardening.find((one) => one.kind === kind)?.result ?? 'not-tried'];
  return { noNewPrivileges: shown('no-new-privileges'), defaultSeccomp: shown('default-seccomp') };
}
