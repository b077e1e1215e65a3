import { namesOf } from '../../../capabilities/capability-set.ts';
import { defaultSeccompShown, noNewPrivilegesShown } from '../confinement-shown.ts';
import type { Policy } from '../policy.ts';
import type { YamlRemark } from './yaml-text.ts';

/** A container's `securityContext` as Kubernetes reads it. */
export interface SecurityContext {
  readonly runAsUser: 0;
  readonly capabilities: { readonly drop: readonly ['ALL']; readonly add?: readonly string[] };
  readonly seccompProfile?: { readonly type: 'RuntimeDefault' };
  readonly allowPrivilegeEscalation?: false;
}

/** The security context that a policy states: what no trial has shown is left out. */
export function securityContext(policy: Policy): SecurityContext {
  const add = namesOf(policy.set);
  return {
    runAsUser: 0,
    capabilities: { drop: ['ALL'], ...(add.length === 0 ? {} : { add }) },
    ...(defaultSeccompShown(policy) ? { seccompProfile: { type: 'RuntimeDefault' } as const } : {}),
    ...(noNewPrivilegesShown(policy).kind === 'shown' ? { allowPrivilegeEscalation: false } : {}),
  };
}

/** What is to be said beside it, for a security context at this place of a document. */
export function securityContextRemarks(path: readonly (string | number)[]): YamlRemark[] {
  return [
    [[...path, 'runAsUser'], 'as in every trial: Kaniko runs as root'],
    [[...path, 'capabilities', 'drop', 0], 'a runtime grants capabilities by default'],
  ];
}
