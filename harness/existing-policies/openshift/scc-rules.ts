import { ADMITS, breaks, notJudged, type RuleAnswer, worstOf } from '../model/existing-policy.ts';
import {
  containersOf,
  isMap,
  type Json,
  type JudgedPod,
  listIn,
  textIn,
  textsIn,
  valueIn,
} from '../model/judged-pod.ts';

/** A demand of a SecurityContextConstraints. `key` is the field that says it; OpenShift fills in what a pod leaves open. */
export interface SccRule {
  readonly key: string;
  readonly judge: (constraints: Json, pod: JudgedPod) => RuleAnswer;
}

/** What a SecurityContextConstraints demands of a pod, as OpenShift checks it after it filled in what the pod leaves open. */
export const SCC_RULES: readonly SccRule[] = [
  { key: 'allowPrivilegedContainer', judge: privileged },
  { key: 'allowedCapabilities', judge: allowedCapabilities },
  { key: 'requiredDropCapabilities', judge: requiredDrops },
  { key: 'runAsUser', judge: user },
  { key: 'seccompProfiles', judge: seccomp },
  { key: 'allowPrivilegeEscalation', judge: escalation },
  { key: 'readOnlyRootFilesystem', judge: readOnly },
  { key: 'volumes', judge: volumes },
  ...(['HostNetwork', 'HostPID', 'HostIPC'] as const).map(
    (name): SccRule => ({ key: `allow${name}`, judge: (constraints, pod) => hostAccess(name, constraints, pod) }),
  ),
  { key: 'allowHostPorts', judge: hostPorts },
];

function context(container: Json, ...keys: readonly string[]): Json | undefined {
  return valueIn(container, 'securityContext', ...keys);
}

/** One answer for all containers. */
function ofEach(pod: JudgedPod, judge: (container: Json, name: string) => RuleAnswer): RuleAnswer {
  return worstOf(containersOf(pod).map(({ name, container }) => judge(container, name)));
}

function privileged(constraints: Json, pod: JudgedPod): RuleAnswer {
  if (valueIn(constraints, 'allowPrivilegedContainer') === true) return ADMITS;
  return ofEach(pod, (container, name) =>
    context(container, 'privileged') === true ? breaks(`Container ${name} is privileged.`) : ADMITS,
  );
}

function allowedCapabilities(constraints: Json, pod: JudgedPod): RuleAnswer {
  const allowed = textsIn(constraints, 'allowedCapabilities');
  if (allowed.includes('*')) return ADMITS;
  const granted = [...allowed, ...textsIn(constraints, 'defaultAddCapabilities')];
  return ofEach(pod, (container, name) => {
    const beyond = listIn(container, 'securityContext', 'capabilities', 'add')
      .map(String)
      .filter((one) => !granted.includes(one));
    return beyond.length === 0 ? ADMITS : breaks(`Container ${name} adds ${beyond.join(' ')}.`);
  });
}

/** OpenShift adds them to what a container drops, so that the pod is let in and lacks what it needs. */
function requiredDrops(constraints: Json, pod: JudgedPod): RuleAnswer {
  const required = textsIn(constraints, 'requiredDropCapabilities').filter((one) => one !== 'ALL');
  return ofEach(pod, (container, name) => {
    const added = textsIn(container, 'securityContext', 'capabilities', 'add');
    const lost = added.filter((one) => required.includes(one));
    if (lost.length > 0) return breaks(`OpenShift drops ${lost.join(' ')} from container ${name}, which adds it.`);
    const dropsAll = textsIn(container, 'securityContext', 'capabilities', 'drop').includes('ALL');
    const isAll = textsIn(constraints, 'requiredDropCapabilities').includes('ALL');
    const taken = isAll ? ['ALL'] : required;
    if (dropsAll || taken.length === 0 || context(container, 'privileged') === true) return ADMITS;
    return notJudged(
      `OpenShift drops ${taken.join(' ')} from container ${name}, which relies on the default set of the runtime. The pod is let in with less than is declared.`,
    );
  });
}

/** Where a pod names no user, OpenShift gives it one. Kaniko was tried as root. */
function user(constraints: Json, pod: JudgedPod): RuleAnswer {
  const type = textIn(constraints, 'runAsUser', 'type') ?? 'RunAsAny';
  if (type === 'RunAsAny') return ADMITS;
  const ofPod = valueIn(pod.object, 'spec', 'securityContext', 'runAsUser');
  return ofEach(pod, (container, name) => {
    const id = context(container, 'runAsUser') ?? ofPod;
    const shown = id === undefined ? `Container ${name} names no user` : `Container ${name} runs as user ${id}`;
    if (type === 'MustRunAsNonRoot') {
      if (id === 0 || id === undefined)
        return breaks(`${shown}, and the image of Kaniko runs as root. No user but root is let in.`);
      return ADMITS;
    }
    const [low, high] =
      type === 'MustRunAs'
        ? [number(constraints, 'uid'), number(constraints, 'uid')]
        : [number(constraints, 'uidRangeMin'), number(constraints, 'uidRangeMax')];
    if (low === undefined || high === undefined) {
      if (id === undefined)
        return breaks(`${shown}, so OpenShift gives it one of the range of the namespace, and not root.`);
      if (id === 0) return breaks(`${shown}, and the range of a namespace does not have root.`);
      return notJudged(`${shown}, and whether the range of the namespace has it is not known.`);
    }
    if (typeof id === 'number')
      return id >= low && id <= high ? ADMITS : breaks(`${shown}, and only ${low} to ${high} are let in.`);
    return low === 0 ? ADMITS : breaks(`${shown}, so OpenShift runs it as user ${low}, and not as root.`);
  });
}

function number(constraints: Json, key: string): number | undefined {
  const found = valueIn(constraints, 'runAsUser', key);
  return typeof found === 'number' ? found : undefined;
}

/** Where a pod names no profile, it gets the first one of the list that is no wildcard. */
function seccomp(constraints: Json, pod: JudgedPod): RuleAnswer {
  const allowed = textsIn(constraints, 'seccompProfiles');
  const ofPod = valueIn(pod.object, 'spec', 'securityContext', 'seccompProfile');
  return ofEach(pod, (container, name) => {
    const profile = context(container, 'seccompProfile') ?? ofPod;
    if (profile !== undefined) {
      const given = profileName(profile);
      const isAllowed = allowed.some(
        (one) =>
          one === '*' ||
          one === given ||
          (one === 'localhost/*' && given.startsWith('localhost/')) ||
          (one === 'docker/default' && given === 'runtime/default'),
      );
      return isAllowed ? ADMITS : breaks(`Container ${name} is under the seccomp profile ${given}.`);
    }
    const put = allowed.includes('*') ? undefined : allowed[0];
    if (put === undefined || put === 'unconfined') return ADMITS;
    if (put !== 'runtime/default' && put !== 'docker/default')
      return notJudged(`OpenShift puts container ${name} under the seccomp profile ${put}, and no trial was under it.`);
    return shown(pod.defaultSeccomp, `OpenShift puts container ${name} under the runtime's default seccomp profile`);
  });
}

function profileName(profile: Json): string {
  const names: Readonly<Record<string, string>> = { RuntimeDefault: 'runtime/default', Unconfined: 'unconfined' };
  return names[textIn(profile, 'type') ?? ''] ?? `localhost/${textIn(profile, 'localhostProfile') ?? ''}`;
}

/** Where a pod does not speak of it, OpenShift sets `allowPrivilegeEscalation: false`. */
function escalation(constraints: Json, pod: JudgedPod): RuleAnswer {
  const isAllowed = valueIn(constraints, 'allowPrivilegeEscalation') !== false;
  const isDefault = valueIn(constraints, 'defaultAllowPrivilegeEscalation') !== false;
  if (isAllowed && isDefault) return ADMITS;
  return ofEach(pod, (container, name) => {
    const asked = context(container, 'allowPrivilegeEscalation');
    if (asked === false || (asked === true && isAllowed)) return ADMITS;
    if (asked === true) return breaks(`Container ${name} sets allowPrivilegeEscalation: true.`);
    return shown(pod.noNewPrivileges, `OpenShift sets allowPrivilegeEscalation: false on container ${name}`);
  });
}

function shown(trials: JudgedPod['noNewPrivileges'], what: string): RuleAnswer {
  if (trials === 'works') return ADMITS;
  return trials === 'breaks'
    ? breaks(`${what}, and the build does not work so.`)
    : notJudged(`${what}, and no trial shows that the build works so.`);
}

function readOnly(constraints: Json, pod: JudgedPod): RuleAnswer {
  if (valueIn(constraints, 'readOnlyRootFilesystem') !== true) return ADMITS;
  return ofEach(pod, (_, name) =>
    breaks(`OpenShift makes the root of container ${name} read-only, and Kaniko unpacks images there.`),
  );
}

function volumes(constraints: Json, { object }: JudgedPod): RuleAnswer {
  const allowed = textsIn(constraints, 'volumes');
  if (allowed.includes('*')) return ADMITS;
  const other = listIn(object, 'spec', 'volumes').flatMap((volume) =>
    Object.keys(isMap(volume) ? volume : {})
      .filter((key) => key !== 'name' && !allowed.includes(key))
      .map((key) => `${textIn(volume, 'name') ?? '?'} (${key})`),
  );
  return other.length === 0 ? ADMITS : breaks(`The pod has volumes of other types: ${other.join(', ')}.`);
}

function hostAccess(name: 'HostNetwork' | 'HostPID' | 'HostIPC', constraints: Json, { object }: JudgedPod): RuleAnswer {
  const field = `h${name.slice(1)}`;
  const isBroken = valueIn(object, 'spec', field) === true && valueIn(constraints, `allow${name}`) !== true;
  return isBroken ? breaks(`The pod has ${field}.`) : ADMITS;
}

function hostPorts(constraints: Json, pod: JudgedPod): RuleAnswer {
  if (valueIn(constraints, 'allowHostPorts') === true) return ADMITS;
  return ofEach(pod, (container, name) =>
    listIn(container, 'ports').some((port) => (valueIn(port, 'hostPort') ?? 0) !== 0)
      ? breaks(`Container ${name} has a port of the node.`)
      : ADMITS,
  );
}
