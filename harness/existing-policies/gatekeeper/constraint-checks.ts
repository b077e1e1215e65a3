import {
  containersOf,
  type Json,
  type JsonMap,
  type JudgedPod,
  listIn,
  textIn,
  textsIn,
  valueIn,
} from '../model/judged-pod.ts';

/** What a template of the gatekeeper-library says to a pod: its violations, by the meaning of its Rego. */
export type ConstraintCheck = (pod: JudgedPod, parameters: Json) => readonly string[];

/** The templates of the gatekeeper-library that are about what a build is granted, by the kind of their constraints. */
export const CONSTRAINT_CHECKS: Readonly<Record<string, ConstraintCheck>> = {
  K8sPSPCapabilities: capabilities,
  K8sPSPPrivilegedContainer: (pod, parameters) =>
    checked(pod, parameters).flatMap(({ name, container }) =>
      valueIn(container, 'securityContext', 'privileged') === true ? [`container ${name} is privileged`] : [],
    ),
  K8sPSPAllowPrivilegeEscalationContainer: (pod, parameters) =>
    checked(pod, parameters).flatMap(({ name, container }) =>
      valueIn(container, 'securityContext', 'allowPrivilegeEscalation') === false
        ? []
        : [`container ${name} does not set allowPrivilegeEscalation: false`],
    ),
  K8sPSPSeccompV2: seccomp,
};

/** Names are compared in lower case, as the template does. */
function capabilities(pod: JudgedPod, parameters: Json): string[] {
  const allowed = lowered(textsIn(parameters, 'allowedCapabilities'));
  const required = lowered(textsIn(parameters, 'requiredDropCapabilities'));
  return checked(pod, parameters).flatMap(({ name, container }) => {
    const added = textsIn(container, 'securityContext', 'capabilities', 'add');
    const dropped = lowered(textsIn(container, 'securityContext', 'capabilities', 'drop'));
    const beyond = allowed.includes('*') ? [] : added.filter((one) => !allowed.includes(one.toLowerCase()));
    const kept = dropped.includes('all') ? [] : required.filter((one) => !dropped.includes(one));
    return [
      ...(beyond.length === 0 ? [] : [`container ${name} adds ${beyond.join(' ')}`]),
      ...(kept.length === 0
        ? []
        : [`container ${name} does not drop ${kept.map((one) => one.toUpperCase()).join(' ')}`]),
    ];
  });
}

function seccomp(pod: JudgedPod, parameters: Json): string[] {
  const allowed = textsIn(parameters, 'allowedProfiles');
  const files = textsIn(parameters, 'allowedLocalhostFiles');
  if (allowed.includes('*')) return [];
  const ofPod = valueIn(pod.object, 'spec', 'securityContext', 'seccompProfile');
  return checked(pod, parameters).flatMap(({ name, container }) => {
    const profile = valueIn(container, 'securityContext', 'seccompProfile') ?? ofPod;
    if (profile === undefined) {
      return allowed.includes('not configured') ? [] : [`container ${name} names no seccomp profile`];
    }
    const type = textIn(profile, 'type') ?? '';
    const file = textIn(profile, 'localhostProfile') ?? '';
    const isAllowed =
      type === 'Localhost'
        ? files.includes('*') ||
          (allowed.includes(type) && (files.includes(file) || (files.length === 0 && file === '')))
        : allowed.includes(type);
    return isAllowed ? [] : [`container ${name} is under the seccomp profile ${type}${file === '' ? '' : ` ${file}`}`];
  });
}

/** The containers whose image is not exempt. */
function checked(pod: JudgedPod, parameters: Json): { readonly name: string; readonly container: JsonMap }[] {
  const exempt = listIn(parameters, 'exemptImages').map(String);
  return containersOf(pod).filter(({ container }) => {
    const image = textIn(container, 'image') ?? '';
    return !exempt.some((one) => (one.endsWith('*') ? image.startsWith(one.slice(0, -1)) : image === one));
  });
}

function lowered(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase());
}
