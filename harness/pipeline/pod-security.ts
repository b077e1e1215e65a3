import { type CapabilitySet, difference, EMPTY_SET, isSubset, namesOf, union } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import type { DeclaredBuild } from '../manifest/model/declared-build.ts';
import { podSecurityLevel } from '../report/policy/pod-security-level.ts';
import type { BuildAnswer, Hardening, PodSecurity } from './audited-build.ts';

/** The levels that admit the container as it is declared, and as it would be with the needed set; null for a system without pods. */
export function podSecurityOf(
  { security, patch }: DeclaredBuild,
  needed: CapabilitySet,
  hardening: readonly Hardening[],
): BuildAnswer['podSecurity'] {
  if (patch.kind !== 'yaml' || patch.shape !== 'kubernetes') return null;
  const hostAccess = (security.hostAccess ?? []).length > 0;
  const isHardened = (kind: Hardening['kind']): boolean =>
    hardening.some((one) => one.kind === kind && (one.result === 'already' || one.result === 'possible'));
  const added = security.added.reduce((set, { meaning }) => union(set, meaning), EMPTY_SET);
  const runsAsRoot = security.user.value === null || security.user.value.id === 0;
  return {
    before: levelOf({
      isPrivileged: security.privileged.value || hostAccess,
      added,
      dropsAll: security.dropped.some(({ text }) => text === 'ALL'),
      isConfined: security.noNewPrivileges.value && security.seccomp.value !== 'unconfined' && !runsAsRoot,
    }),
    after: levelOf({
      isPrivileged: hostAccess,
      added: needed,
      dropsAll: true,
      isConfined: isHardened('no-new-privileges') && isHardened('default-seccomp') && !runsAsRoot,
    }),
  };
}

interface Facts {
  readonly isPrivileged: boolean;
  readonly added: CapabilitySet;
  readonly dropsAll: boolean;
  /** By the user, seccomp and no-new-privileges, as `restricted` demands. */
  readonly isConfined: boolean;
}

/** `restricted` lets nothing be added but NET_BIND_SERVICE. */
const OF_RESTRICTED = setOfNames(['NET_BIND_SERVICE']);

function levelOf({ isPrivileged, added, dropsAll, isConfined }: Facts): PodSecurity {
  if (isPrivileged || podSecurityLevel(namesOf(added)).level === 'privileged') return 'privileged';
  return dropsAll && isConfined && isSubset(difference(added, OF_RESTRICTED), EMPTY_SET) ? 'restricted' : 'baseline';
}
