import { type CapabilitySet, EMPTY_SET, formatMask } from '../capabilities/capability-set.ts';
import type { ContainerSetup } from '../engine/container-setup.ts';
import type { EngineEnvironment } from '../vocabulary/engine-environment.ts';
import type { ProcessStatus } from '../vocabulary/process-status.ts';
import type { TrialOutcome } from '../vocabulary/trial-outcome.ts';
import { isIdentity } from '../vocabulary/uid-map.ts';
import { infrastructure } from './trial-outcome.ts';

/** What a trial was to give its builder. */
export interface RequestedPrivilege extends Pick<ContainerSetup, 'user' | 'seccomp'> {
  readonly granted: CapabilitySet;
  readonly noNewPrivileges: boolean;
  /** The umask of the builder in the first trial of the case; null where there was none, or it is not known. */
  readonly umask: string | null;
  /** The engine that was asked. */
  readonly engine: Pick<EngineEnvironment, 'rootless' | 'userNamespaceRemapping' | 'uidMap'>;
}

/**
 * What voids a trial whose builder does not have exactly the requested set, or runs under another configuration than the requested
 * one. The kernel's own words count, and not what the engine was asked for.
 */
export function deviation(status: ProcessStatus, requested: RequestedPrivilege): TrialOutcome | undefined {
  const { bounding, permitted, effective } = status;
  const wanted = expectedSets(requested);
  if (bounding !== wanted.bounding || permitted !== wanted.inForce || effective !== wanted.inForce) {
    return infrastructure(
      'capabilities-not-as-requested',
      `CapBnd is ${formatMask(bounding)}, CapPrm ${formatMask(permitted)} and CapEff ${formatMask(effective)} ` +
        `instead of ${expectedText(wanted)}`,
    );
  }
  const differing =
    otherUserNamespace(status, requested) ??
    userNotInForce(status, requested) ??
    seccompNotInForce(status, requested) ??
    noNewPrivilegesNotInForce(status, requested) ??
    otherUmask(status, requested);
  return differing === undefined ? undefined : infrastructure('configuration-not-in-force', differing);
}

/**
 * A root process has what is granted as permitted, effective and bounding set. Any other user's has it in the bounding set only:
 * what programs with privileges of their own can at most gain. So that set must never hold more.
 */
function expectedSets({ granted, user }: RequestedPrivilege): Record<'bounding' | 'inForce', CapabilitySet> {
  return { bounding: granted, inForce: user.id === 0 ? granted : EMPTY_SET };
}

function expectedText({ bounding, inForce }: ReturnType<typeof expectedSets>): string {
  return inForce === bounding
    ? formatMask(bounding)
    : `${formatMask(bounding)}, ${formatMask(inForce)} and ${formatMask(inForce)}`;
}

/** Whether its root is root of the host decides what its capabilities are worth. */
function otherUserNamespace({ uidMap }: ProcessStatus, { engine }: RequestedPrivilege): string | undefined {
  if (uidMap === undefined) return undefined;
  if (engine.userNamespaceRemapping && isIdentity(uidMap)) {
    return `It has no user namespace of its own: its user ids are mapped as ${uidMap}`;
  }
  return engine.uidMap === undefined || engine.uidMap === uidMap
    ? undefined
    : `Its user ids are mapped as ${uidMap} instead of ${engine.uidMap}`;
}

/** Engines that map user ids show other ones outside of the container, so there is nothing to hold them against there. */
function userNotInForce(
  { uids, gids, uidMap }: ProcessStatus,
  { user, engine }: RequestedPrivilege,
): string | undefined {
  if (uidMap === undefined && (engine.rootless || engine.userNamespaceRemapping)) return undefined;
  if (uids.some((uid) => uid !== user.id)) return `Uid is ${uids.join(' ')} instead of ${user.id}`;
  const { groupId } = user;
  return groupId !== null && gids.some((gid) => gid !== groupId)
    ? `Gid is ${gids.join(' ')} instead of ${groupId}`
    : undefined;
}

/** The values of `Seccomp` in `/proc/<pid>/status` (proc_pid_status(5)). */
const NO_FILTER = 0;
const FILTER = 2;

/** What the engine's own filter is, the engine decides: it may be none. */
function seccompNotInForce(status: ProcessStatus, { seccomp }: RequestedPrivilege): string | undefined {
  if (seccomp === 'default') return undefined;
  const wanted = seccomp === 'unconfined' ? NO_FILTER : FILTER;
  return status.seccomp === wanted ? undefined : `Seccomp is ${status.seccomp} instead of ${wanted}`;
}

/** Some engines impose it on every container. Then the findings hold with it only, and that must be said by asking for it. */
function noNewPrivilegesNotInForce(
  { noNewPrivileges }: ProcessStatus,
  requested: RequestedPrivilege,
): string | undefined {
  if (noNewPrivileges === requested.noNewPrivileges) return undefined;
  return noNewPrivileges
    ? 'NoNewPrivs is 1, though nobody asked for it: the engine imposes it, so ask for it with --no-new-privileges'
    : 'NoNewPrivs is 0, though no-new-privileges was asked for';
}

/** Another umask makes other modes, so two trials with different ones cannot be compared. */
function otherUmask({ umask }: ProcessStatus, requested: RequestedPrivilege): string | undefined {
  if (umask === null || requested.umask === null || umask === requested.umask) return undefined;
  return `Umask is ${umask}, but it was ${requested.umask} in the first trial of this case`;
}
