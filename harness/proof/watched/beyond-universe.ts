import type { Capability } from '../../capabilities/capability.ts';
import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  isSubset,
  namesOf,
  setOf,
  union,
} from '../../capabilities/capability-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import type { CapabilityChecks } from '../../vocabulary/capability-checks.ts';
import type { Observation } from '../../vocabulary/observation.ts';
import { type CallEffect, WATCHED_CALLS } from '../../vocabulary/watched-calls.ts';

/** The kernel asks for it whenever memory is mapped, so that the witness records it only where it is in play. */
const NOT_RECORDED = setOf('SYS_ADMIN');

/**
 * What trials show of the capabilities outside the universe; undefined where none was watched completely. What was granted without
 * being in the universe was asked by the overlay filesystem for its mounter.
 */
export function beyondUniverse(
  observations: readonly Observation[],
  universe: CapabilitySet,
): CaseRecord['beyondUniverse'] {
  const watched = observations.flatMap(({ witness }) => (isWhole(witness) ? [witness] : []));
  if (watched.length === 0) return undefined;
  const outside = (names: readonly Capability[]): CapabilitySet => difference(setOf(...names), universe);
  const denied = watched.flatMap(({ checks }) => checks.filter(({ granted }) => !granted));
  const openers = watched.flatMap(({ behaviour }) =>
    (behaviour?.calls ?? []).flatMap(({ call }) => openersOf(WATCHED_CALLS[call])),
  );
  const opens = openers
    .filter((by) => !by.some((one) => isSubset(setOf(one), universe)))
    .map(outside)
    .reduce(union, EMPTY_SET);
  const asked = outside(denied.map(({ capability }) => capability));
  return {
    asked: namesOf(difference(asked, NOT_RECORDED)),
    opensCalls: namesOf(opens),
    notRecorded: namesOf(difference(NOT_RECORDED, universe)),
  };
}

function isWhole(witness: CapabilityChecks | null): witness is CapabilityChecks {
  return witness?.complete === true && (witness.behaviour ?? null) !== null;
}

/** The groups of capabilities that open a call. */
function openersOf(effect: CallEffect): (readonly Capability[])[] {
  return effect.kind === 'opened-by-seccomp' ? [effect.by] : [];
}
