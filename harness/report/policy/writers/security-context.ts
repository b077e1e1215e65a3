import { namesOf } from '../../../capabilities/capability-set.ts';
import { excessRemark } from '../comment/excess-text.ts';
import { defaultSeccompShown, noNewPrivilegesShown } from '../confinement-shown.ts';
import type { Policy } from '../policy.ts';
import { statedConfiguration } from '../policy-configuration.ts';
import type { YamlRemark } from './yaml-text.ts';

/** A container's `securityContext` as Kubernetes reads it. */
export interface SecurityContext {
  readonly runAsUser: number;
  readonly runAsGroup?: number;
  readonly capabilities: { readonly drop: readonly ['ALL']; readonly add?: readonly string[] };
  readonly seccompProfile?:
    | { readonly type: 'RuntimeDefault' | 'Unconfined' }
    | { readonly type: 'Localhost'; readonly localhostProfile: string };
  readonly allowPrivilegeEscalation?: false;
}

/** The security context that a policy states: what no trial has shown is left out. */
export function securityContext(policy: Policy): SecurityContext {
  const add = namesOf(policy.set);
  const { user } = statedConfiguration(policy);
  return {
    runAsUser: user?.id ?? 0,
    ...(user === null || user.groupId === null ? {} : { runAsGroup: user.groupId }),
    capabilities: { drop: ['ALL'], ...(add.length === 0 ? {} : { add }) },
    ...seccompProfile(policy),
    ...(noNewPrivilegesShown(policy).kind === 'shown' ? { allowPrivilegeEscalation: false } : {}),
  };
}

function seccompProfile(policy: Policy): Pick<SecurityContext, 'seccompProfile'> {
  const { seccomp } = statedConfiguration(policy);
  if (seccomp === 'unconfined') return { seccompProfile: { type: 'Unconfined' } };
  if (seccomp !== 'default') return { seccompProfile: { type: 'Localhost', localhostProfile: seccomp.name } };
  return defaultSeccompShown(policy) ? { seccompProfile: { type: 'RuntimeDefault' } } : {};
}

/** What is to be said beside it, for a security context at this place of a document. */
export function securityContextRemarks(policy: Policy, path: readonly (string | number)[]): YamlRemark[] {
  const { seccomp } = statedConfiguration(policy);
  const profile = typeof seccomp === 'string' ? [] : [profileRemark(seccomp.sha256, path)];
  return [
    [[...path, 'runAsUser'], userRemark(policy)],
    [[...path, 'capabilities', 'drop', 0], 'a runtime grants capabilities by default'],
    ...excessRemarks(policy, [...path, 'capabilities', 'add']),
    ...profile,
  ];
}

/** What each capability opens that is granted for nothing, beside it in the list at this place of a document. */
export function excessRemarks(policy: Policy, list: readonly (string | number)[]): YamlRemark[] {
  return namesOf(policy.set).flatMap((name, index) => {
    const remark = excessRemark(policy, name);
    return remark === undefined ? [] : [[[...list, index], remark] as const];
  });
}

/** Whom the builder ran as. */
export function userRemark(policy: Policy): string {
  return statedConfiguration(policy).user === null ? 'as in every trial: Kaniko runs as root' : 'as in every trial';
}

function profileRemark(sha256: string, path: readonly (string | number)[]): YamlRemark {
  return [[...path, 'seccompProfile', 'localhostProfile'], `put the profile that was tried there (sha256:${sha256})`];
}
