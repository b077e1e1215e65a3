import type { Configuration } from '../../../vocabulary/configuration.ts';
import { noNewPrivilegesShown } from '../confinement-shown.ts';
import type { Policy } from '../policy.ts';
import { statedConfiguration } from '../policy-configuration.ts';

/** Whom a container of Docker runs as: `1000:1000`; root where the trials left that to the builder. */
export function dockerUser({ user }: Configuration): string {
  if (user === null) return '0';
  return user.groupId === null ? `${user.id}` : `${user.id}:${user.groupId}`;
}

/** The values of `--security-opt` that trials have shown; the engine's own profile needs none. */
export function securityOptions(policy: Policy, separator: '=' | ':'): string[] {
  const { seccomp } = statedConfiguration(policy);
  const profile = typeof seccomp === 'string' ? seccomp : seccomp.name;
  return [
    ...(noNewPrivilegesShown(policy).kind === 'shown' ? [`no-new-privileges${separator === ':' ? ':true' : ''}`] : []),
    ...(profile === 'default' ? [] : [`seccomp${separator}${profile}`]),
  ];
}
