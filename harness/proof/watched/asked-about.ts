import {
  type CapabilitySet,
  EMPTY_SET,
  intersection,
  isSubset,
  setOf,
  union,
} from '../../capabilities/capability-set.ts';
import type { Behaviour, CapabilityCheck, SeenCall } from '../../vocabulary/capability-checks.ts';
import type { Observation } from '../../vocabulary/observation.ts';
import { type CallEffect, KNOWN_PROFILES, WATCHED_CALLS } from '../../vocabulary/watched-calls.ts';

/** Which sets a trial decides. */
export type AskedAbout =
  /** Every set that agrees with the trial's own on these capabilities of the universe. */
  | { readonly kind: 'cube'; readonly asked: CapabilitySet }
  /** No other set, for a reason in plain English. */
  | { readonly kind: 'own-set-only'; readonly why: string };

/** What a trial's observation does not say itself. */
export interface AskedContext {
  readonly universe: CapabilitySet;
  /** What files of the case's base images may be given when they are executed; null where that is not known. */
  readonly fileCapabilities: CapabilitySet | null;
  /** Whether the Dockerfile unpacks archives, whose files may carry capabilities as well. */
  readonly addsArchives: boolean;
  /** The name of the seccomp profile in force, as a record has it where it is the engine's own. */
  readonly seccomp: string;
}

/** A trial whose kernel was watched well enough to say what the build asked for. */
interface WatchedTrial {
  readonly checks: readonly CapabilityCheck[];
  readonly behaviour: Behaviour;
  /** The builder's name (`comm`). */
  readonly builder: string;
  /** What the container holds, whether or not the trial is about it. */
  readonly held: CapabilitySet;
}

/**
 * What the kernel was asked about in a trial: every set that agrees with the trial's own on it gives the same build. Nothing is
 * assumed of larger or smaller sets. The watch begins when the builder waits for its context; what it did before is not seen.
 */
export function askedAbout(observation: Observation, context: AskedContext): AskedAbout {
  const { universe, fileCapabilities } = context;
  const trial = watchedTrial(observation);
  if (typeof trial === 'string') return { kind: 'own-set-only', why: trial };
  const openers = KNOWN_PROFILES.get(context.seccomp);
  if (openers === undefined) {
    return { kind: 'own-set-only', why: 'it is not known which system calls the seccomp profile opens by capability' };
  }
  const why = unseenByCalls(trial) ?? unseenByExecutions(trial, context);
  if (why !== undefined) return { kind: 'own-set-only', why };
  const asked = [
    ...trial.checks.filter((check) => isAnsweredBySet(check, trial.held)).map(({ capability }) => setOf(capability)),
    ...trial.behaviour.calls.map(askedByCall),
    setOf(...openers),
    trial.behaviour.executions > 0 && fileCapabilities !== null ? fileCapabilities : EMPTY_SET,
  ];
  return { kind: 'cube', asked: intersection(asked.reduce(union, EMPTY_SET), universe) };
}

/** The trial, or why its watch says nothing about other sets. */
function watchedTrial({ outcome, witness, evidence, capabilities }: Observation): WatchedTrial | string {
  if (outcome.kind !== 'built' && outcome.kind !== 'failed' && outcome.kind !== 'timeout') {
    return 'the build did not come to an end';
  }
  if (witness === null) return 'the kernel was not watched';
  if (!witness.complete) return 'the kernel witness lost events';
  const { checks, behaviour } = witness;
  if (behaviour === null || behaviour === undefined) {
    return 'this kernel does not show which system calls a build makes';
  }
  if (!behaviour.control) return 'the kernel witness saw nothing that it must see';
  if (evidence === null) return 'it is not known which capabilities the container had';
  return { checks, behaviour, builder: evidence.name, held: union(capabilities, evidence.bounding) };
}

/**
 * Whether another set could answer the check differently. What is denied although the container holds it is denied in every
 * set: the process had become another user. What is granted although the container does not hold it is granted in every set: the
 * overlay filesystem asks with the credentials of whoever mounted it.
 */
function isAnsweredBySet({ capability, granted }: CapabilityCheck, held: CapabilitySet): boolean {
  return granted === isSubset(setOf(capability), held);
}

function effectOf({ call }: SeenCall): CallEffect {
  return WATCHED_CALLS[call];
}

function askedByCall(seen: SeenCall): CapabilitySet {
  const effect = effectOf(seen);
  switch (effect.kind) {
    case 'opened-by-seccomp':
      return setOf(...effect.by);
    case 'asks': {
      const capability = effect.capability === 'argument' ? seen.capability : effect.capability;
      return capability === null ? EMPTY_SET : setOf(capability);
    }
    case 'own-set-only':
      return EMPTY_SET;
  }
}

function unseenByCalls({ behaviour }: WatchedTrial): string | undefined {
  for (const effect of behaviour.calls.map(effectOf)) {
    if (effect.kind === 'own-set-only') return effect.why;
  }
  return undefined;
}

/**
 * Why it is not known which file capabilities the kernel compared with the sets of the programs that were executed, which it does
 * without a check.
 */
function unseenByExecutions(trial: WatchedTrial, context: AskedContext): string | undefined {
  const { fileCapabilities, addsArchives } = context;
  if (trial.behaviour.executions === 0) return undefined;
  if (fileCapabilities === null) return 'it is not known which file capabilities the base images hold';
  const givers = trial.checks.filter(
    (check) => check.capability === 'SETFCAP' && check.granted && isAnsweredBySet(check, trial.held),
  );
  // The builder gives files what the base images say; where they say nothing, it came from elsewhere. Any program may bear its name.
  const { setfcapAfterExecution: isGivenLate = false } = trial.behaviour;
  const isFromBase = (check: CapabilityCheck): boolean =>
    check.program === trial.builder && fileCapabilities !== EMPTY_SET && !addsArchives && !isGivenLate;
  return givers.every(isFromBase) ? undefined : 'the build may have given capabilities to a file';
}
