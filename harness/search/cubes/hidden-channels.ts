import { type CapabilitySet, EMPTY_SET, sizeOf, union } from '../../capabilities/capability-set.ts';
import type { Fact } from '../ledger/fact.ts';
import { contradictionsIn, differenceBetween } from './contradictions.ts';

/** How many trials of each of two sets have to agree before their difference is taken for more than chance. */
export const TRIALS_OF_CONTRADICTION = 2;

/**
 * The capabilities that decide although the kernel was not asked about them: two sets that differ in one capability, and agree on
 * all that was asked about, show different outcomes again and again. A program may read its capabilities in `/proc/self/status`.
 */
export function hiddenChannels(facts: readonly Fact[]): CapabilitySet {
  let hidden = EMPTY_SET;
  for (;;) {
    const found = contradictionsIn(facts, hidden)
      .filter(({ pass, fail, isDirect }) => isDirect && isRepeated(facts, pass.set) && isRepeated(facts, fail.set))
      .map(differenceBetween)
      .find((differing) => sizeOf(differing) === 1);
    if (found === undefined) return hidden;
    hidden = union(hidden, found);
  }
}

/** Whether a set showed the same outcome often enough. */
export function isRepeated(facts: readonly Fact[], set: CapabilitySet): boolean {
  const own = facts.filter((fact) => fact.set === set);
  return own.length >= TRIALS_OF_CONTRADICTION && own.every(({ outcome }) => outcome === own[0]?.outcome);
}
