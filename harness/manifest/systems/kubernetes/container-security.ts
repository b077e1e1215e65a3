import type { CapabilityWord, DeclaredSeccomp, DeclaredSecurity } from '../../model/security.ts';
import { assumed, givenBy, type Stated, writtenAt } from '../../model/stated.ts';
import type { GivenAnswers } from '../../model/system.ts';
import { withCapabilitiesInForce } from '../../security/capabilities-in-force.ts';
import { readCapabilityWord } from '../../security/capability-words.ts';
import type { RuntimeName } from '../../security/runtimes.ts';
import { at, booleanAt, itemsAt, numberAt, textAt, writtenList, type YamlValue } from '../../yaml/yaml-value.ts';

/**
 * The security contexts that hold for a container, the nearest first: its own, a template's, the pod's. Tekton and Argo merge a
 * template's into the container's field by field (pkg/apis/pipeline/v1/merge.go; a strategic merge patch in both).
 */
export type SecurityContexts = readonly (YamlValue | undefined)[];

/**
 * What Kubernetes grants a container. Capabilities, privileged and allowPrivilegeEscalation are fields of a container alone; user,
 * group and seccomp are of the pod's as well, and the container's goes first.
 */
export function kubernetesSecurity(
  contexts: SecurityContexts,
  { container, given }: { readonly container: SecurityContexts; readonly given: GivenAnswers },
): DeclaredSecurity {
  const runtime = runtimeOf(given);
  // What merges contexts replaces each list by itself: a step that only adds keeps what its template drops.
  const words = (list: 'add' | 'drop'): CapabilityWord[] =>
    writtenList(
      container.find((one) => itemsAt(one, 'capabilities', list).length > 0),
      'capabilities',
      list,
    ).map(({ value, place }) => readCapabilityWord(value, place, { spelling: 'kubernetes', runtime: runtime.value }));
  const privileged = firstBoolean(container, 'privileged') ?? assumed(false, "Kubernetes' default");
  const [added, dropped] = [words('add'), words('drop')];
  return withCapabilitiesInForce({
    privileged,
    added,
    dropped,
    namesCapabilities: added.length + dropped.length > 0,
    user: userOf(contexts),
    noNewPrivileges: noNewPrivilegesOf(container),
    seccomp: seccompOf(contexts, privileged.value),
    runtime,
  });
}

/** containerd, unless the command line says otherwise. */
export function runtimeOf({ runtime }: GivenAnswers): Stated<RuntimeName> {
  return runtime === undefined
    ? assumed('containerd', 'most clusters run it; OpenShift runs CRI-O, which --runtime cri-o says')
    : givenBy(runtime, '--runtime');
}

function firstBoolean(contexts: SecurityContexts, name: string): Stated<boolean> | undefined {
  for (const context of contexts) {
    const value = booleanAt(context, name);
    const found = at(context, name);
    if (value !== undefined && found !== undefined) return writtenAt(value, found.place);
  }
  return undefined;
}

function userOf(contexts: SecurityContexts): DeclaredSecurity['user'] {
  const holder = contexts.find((one) => numberAt(one, 'runAsUser') !== undefined);
  const id = numberAt(holder, 'runAsUser');
  const place = at(holder, 'runAsUser')?.place;
  if (id === undefined || place === undefined) return assumed(null, 'the image says it: root, for Kaniko');
  const groupHolder = contexts.find((one) => numberAt(one, 'runAsGroup') !== undefined);
  return writtenAt({ id, groupId: numberAt(groupHolder, 'runAsGroup') ?? null }, place);
}

/** `allowPrivilegeEscalation: false` sets no_new_privs on the process. */
function noNewPrivilegesOf(contexts: SecurityContexts): Stated<boolean> {
  const allowed = firstBoolean(contexts, 'allowPrivilegeEscalation');
  return allowed === undefined ? assumed(false, "Kubernetes' default") : { ...allowed, value: !allowed.value };
}

function seccompOf(contexts: SecurityContexts, isPrivileged: boolean): Stated<DeclaredSeccomp> {
  const profile = contexts.map((one) => at(one, 'seccompProfile')).find((one) => one !== undefined);
  if (isPrivileged) return assumed('unconfined', 'a privileged container has no filter');
  const type = textAt(profile, 'type');
  if (profile === undefined || type === undefined) {
    return assumed('unconfined', 'a pod has no filter unless it names one, or the kubelet runs with seccompDefault');
  }
  if (type === 'RuntimeDefault') return writtenAt('default', profile.place);
  if (type === 'Localhost') return writtenAt({ localhost: textAt(profile, 'localhostProfile') ?? '' }, profile.place);
  return writtenAt('unconfined', profile.place);
}
