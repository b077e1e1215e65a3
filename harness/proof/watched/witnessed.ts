import { capabilityNumber } from '../../capabilities/capability.ts';
import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  isSubset,
  namesOf,
  setOf,
  union,
} from '../../capabilities/capability-set.ts';
import type { CaseRecord, Loss } from '../../record/record.ts';
import type { CapabilityCheck, CapabilityChecks } from '../../vocabulary/capability-checks.ts';
import type { Observation } from '../../vocabulary/observation.ts';
import type { JudgedTrial } from '../judge.ts';

type TrialRecord = CaseRecord['trials']['all'][number];

/**
 * What the kernel denied to a trial for want of what was withheld; null where it was not watched. Denials of what was granted
 * are left out: a program that has become another user asks in vain in every trial.
 */
export function deniedChecks(observation: Observation, universe: CapabilitySet): TrialRecord['denied'] {
  const { witness } = observation;
  if (witness === null) return null;
  const withheld = withheldFrom(observation, universe);
  return witness.checks
    .filter((check) => !check.granted && isIn(check, withheld))
    .toSorted(byCapability)
    .map(({ capability, program, count }) => ({ capability, program, count }));
}

/**
 * What a tracer alone would call needed: the capabilities of the universe that the kernel granted in the reference builds.
 * Null where none of these was watched.
 */
export function caseWitness(observations: readonly Observation[], universe: CapabilitySet): CaseRecord['witness'] {
  const references = observations.filter((seen) => seen.capabilities === universe && seen.outcome.kind === 'built');
  const watched = references.flatMap(({ witness }) => (witness === null ? [] : [witness]));
  if (watched.length === 0) return null;
  const granted = watched
    .flatMap(({ checks }) => checks)
    .filter((check) => check.granted && isIn(check, universe))
    .reduce((set, { capability }) => union(set, setOf(capability)), EMPTY_SET);
  const incomplete = observations.filter((seen) => cameToAnEnd(seen) && seen.witness?.complete !== true);
  return { granted: namesOf(granted), incomplete: incomplete.length };
}

/**
 * The programs that were denied a capability in these trials; null where none of them was watched. What the build ran comes
 * before the builder itself, which asks for some capabilities on nearly every file, then the busiest.
 */
export function deniedPrograms(capability: string, observations: readonly Observation[]): Loss['denied'] {
  const watched = observations.flatMap(({ witness }) => (witness === null ? [] : [witness]));
  if (watched.length === 0) return null;
  const builders = new Set(observations.map(({ evidence }) => evidence?.name));
  const counts = new Map<string, number>();
  for (const { program, count } of denialsOf(capability, watched)) {
    counts.set(program, (counts.get(program) ?? 0) + count);
  }
  const rank = (program: string): number => (builders.has(program) ? 1 : 0);
  return [...counts]
    .map(([program, count]) => ({ program, count }))
    .toSorted((a, b) => rank(a.program) - rank(b.program) || b.count - a.count || (a.program < b.program ? -1 : 1));
}

/**
 * Whether a trial that did not serve was watched without a gap and still shows no denial of what was withheld. That proves
 * nothing, for some refusals come before any check (seccomp, file capabilities); but chance is as good an explanation, so
 * that the failure deserves one repeat more.
 */
export function lacksWitness({ observation, verdict }: JudgedTrial, universe: CapabilitySet): boolean {
  if (verdict.kind !== 'failed' && verdict.kind !== 'degraded') return false;
  return observation.witness?.complete === true && deniedChecks(observation, universe)?.length === 0;
}

function denialsOf(capability: string, watched: readonly CapabilityChecks[]): CapabilityCheck[] {
  return watched.flatMap(({ checks }) => checks.filter((check) => !check.granted && check.capability === capability));
}

/** What the builder did not have, whether or not the trial is about it: some builders are granted more than the set. */
function withheldFrom({ capabilities, evidence }: Observation, universe: CapabilitySet): CapabilitySet {
  return difference(universe, union(capabilities, evidence?.bounding ?? EMPTY_SET));
}

/** Whether a build ran to an end of its own, so that a watch would have seen all of it. */
function cameToAnEnd({ outcome }: Observation): boolean {
  return outcome.kind === 'built' || outcome.kind === 'failed' || outcome.kind === 'timeout';
}

function isIn({ capability }: CapabilityCheck, set: CapabilitySet): boolean {
  return isSubset(setOf(capability), set);
}

function byCapability(a: CapabilityCheck, b: CapabilityCheck): number {
  const byNumber = capabilityNumber(a.capability) - capabilityNumber(b.capability);
  return byNumber || b.count - a.count || (a.program < b.program ? -1 : 1);
}
