import type { Capability } from '../../capabilities/capability.ts';
import { type CapabilitySet, EMPTY_SET } from '../../capabilities/capability-set.ts';
import type { Behaviour, CapabilityCheck, CapabilityChecks, SeenCall } from '../../vocabulary/capability-checks.ts';
import type { Observation } from '../../vocabulary/observation.ts';
import type { ProcessStatus } from '../../vocabulary/process-status.ts';
import type { WatchedCall } from '../../vocabulary/watched-calls.ts';

/** The outcome of a build that succeeded. */
export const BUILT: Observation['outcome'] = { kind: 'built', fingerprint: 'f'.repeat(64) };

/** A check that the kernel answered with no. */
export function deniedCheck(program: string, capability: Capability, count = 1): CapabilityCheck {
  return { capability, granted: false, program, count };
}

/** A check that the kernel answered with yes. */
export function grantedCheck(program: string, capability: Capability): CapabilityCheck {
  return { ...deniedCheck(program, capability), granted: true };
}

/** A watched system call of a shell that did not fail. */
export function seenCall(call: WatchedCall, changes: Partial<SeenCall> = {}): SeenCall {
  return { call, capability: null, refused: false, program: 'sh', count: 1, ...changes };
}

/** A witness without a gap, of a kernel that shows what a build does beside its checks. */
export function fullWitness(
  checks: readonly CapabilityCheck[],
  changes: Partial<Behaviour> = {},
): CapabilityChecks & { readonly behaviour: Behaviour } {
  return { complete: true, checks, behaviour: { control: true, executions: 0, calls: [], ...changes } };
}

/** A builder of root's that holds these capabilities. */
export function builderStatus(bounding: CapabilitySet): ProcessStatus {
  return {
    name: 'executor',
    inheritable: EMPTY_SET,
    permitted: bounding,
    effective: bounding,
    bounding,
    ambient: EMPTY_SET,
    noNewPrivileges: false,
    seccomp: 2,
    uids: [0, 0, 0, 0],
    gids: [0, 0, 0, 0],
    groups: [0],
    umask: '0022',
  };
}

/** A trial of a set that succeeded and was watched; its witness saw these checks, and nothing else was looked for. */
export function watchedTrial(
  capabilities: CapabilitySet,
  checks: readonly CapabilityCheck[],
  changes: Partial<Observation> = {},
): Observation {
  return {
    trial: 't0001',
    capabilities,
    purpose: 'search',
    variation: null,
    alone: true,
    evidence: builderStatus(capabilities),
    outcome: BUILT,
    log: [],
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 100,
    readyMs: 10,
    witness: { complete: true, checks },
    registry: null,
    ...changes,
  };
}
