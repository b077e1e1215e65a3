import type { DeclaredSecurity } from '../../../model/security.ts';
import type { Place } from '../../../model/stated.ts';
import type { GivenAnswers } from '../../../model/system.ts';
import { mergeMaps } from '../../../yaml/merge-maps.ts';
import { at, booleanAt, itemsAt, textAt, writtenIn, type YamlMap, type YamlValue } from '../../../yaml/yaml-value.ts';
import { kubernetesSecurity } from '../../kubernetes/container-security.ts';
import { namedUser } from '../job-user.ts';
import type { PodPatches } from './pod-spec-patches.ts';

/** What the runner drops where nothing adds it (executors/kubernetes/kubernetes.go, GetDefaultCapDrop). */
const DROPPED = 'NET_RAW';

/** The runner's names of the fields that Kubernetes has in a security context. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['capabilities', 'capabilities'],
  ['privileged', 'privileged'],
  ['run_as_user', 'runAsUser'],
  ['run_as_group', 'runAsGroup'],
  ['allow_privilege_escalation', 'allowPrivilegeEscalation'],
  ['seccomp_profile', 'seccompProfile'],
  ['type', 'type'],
  ['localhost_profile', 'localhostProfile'],
  ['add', 'add'],
  ['drop', 'drop'],
]);

/**
 * What the Kubernetes executor grants the build container (common/config.go, GetContainerSecurityContext): the lists of
 * `build_container_security_context` replace `cap_add` and `cap_drop`, each by itself; patches of the pod go over all.
 */
export function kubernetesExecutorSecurity(
  kubernetes: YamlMap,
  {
    image,
    given,
    patches,
  }: { readonly image: YamlValue | undefined; readonly given: GivenAnswers; readonly patches: PodPatches },
): DeclaredSecurity {
  const own = inKubernetesForm(at(kubernetes, 'build_container_security_context'), kubernetes.place);
  const under = mapOf(
    [
      ['privileged', at(kubernetes, 'privileged')],
      ['allowPrivilegeEscalation', at(kubernetes, 'allow_privilege_escalation')],
      ['capabilities', listedCapabilities(kubernetes)],
    ],
    kubernetes.place,
  );
  const container = patches.container.reduce(mergeMaps, mergeMaps(under, own));
  const pod = patches.pod.reduce(mergeMaps, inKubernetesForm(at(kubernetes, 'pod_security_context'), kubernetes.place));
  const security = kubernetesSecurity([container, pod], { container: [container], given });
  const user = namedUser(writtenIn(image, 'kubernetes', 'user'));
  return user !== undefined && security.user.from.kind === 'assumed' ? { ...security, user } : security;
}

/** `cap_add`, `cap_drop` and what is dropped by default: the same name in a later one of them counts. */
function listedCapabilities(kubernetes: YamlMap): YamlMap {
  const [add, drop] = [itemsAt(kubernetes, 'cap_add'), itemsAt(kubernetes, 'cap_drop')];
  const names = (items: readonly YamlValue[]): (string | undefined)[] => items.map((item) => textAt(item));
  const added = add.filter((item) => !names(drop).includes(textAt(item)));
  const isAdded = names(add).includes(DROPPED) || names(drop).includes(DROPPED);
  const byDefault = isAdded ? [] : [textValue(DROPPED, kubernetes.place)];
  return mapOf(
    [
      ['add', listOf(added, kubernetes.place)],
      ['drop', listOf([...drop, ...byDefault], kubernetes.place)],
    ],
    kubernetes.place,
  );
}

function inKubernetesForm(value: YamlValue | undefined, place: Place): YamlMap {
  if (value?.kind !== 'map') return mapOf([], place);
  return mapOf(
    [...value.entries].flatMap(([name, one]): [string, YamlValue][] => {
      const field = FIELDS.get(name);
      if (field === undefined) return [];
      return [[field, one.kind === 'map' ? inKubernetesForm(one, one.place) : one]];
    }),
    value.place,
  );
}

/** A map of these entries that stands at a place; those without a value are left out. */
export function mapOf(entries: readonly (readonly [string, YamlValue | undefined])[], place: Place): YamlMap {
  const there = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { kind: 'map', entries: new Map(there), place, path: [], tag: undefined };
}

function listOf(items: readonly YamlValue[], place: Place): YamlValue {
  return { kind: 'list', items, place, path: [], tag: undefined };
}

function textValue(text: string, place: Place): YamlValue {
  return {
    kind: 'scalar',
    value: text,
    text,
    place,
    path: [],
    tag: undefined,
    textLine: place.line,
    isLineByLine: false,
  };
}

/** Whether the runner's own containers run as root, as far as its configuration says; the user where they do not. */
export function helperUser(
  kubernetes: YamlMap,
): { readonly uid: number; readonly gid: number; readonly place: Place } | undefined {
  for (const name of ['helper_container_security_context', 'pod_security_context']) {
    const user = at(kubernetes, name, 'run_as_user');
    const [uid, gid] = [user, at(kubernetes, name, 'run_as_group')].map((one) => Number(textAt(one)));
    if (user !== undefined && Number.isSafeInteger(uid)) {
      return { uid: uid as number, gid: Number.isSafeInteger(gid) ? (gid as number) : 0, place: user.place };
    }
  }
  return undefined;
}

/** Whether a table has a switch on. */
export function isOn(value: YamlValue | undefined): boolean {
  return booleanAt(value) === true || /^(?:1|true)$/i.test(textAt(value) ?? '');
}
