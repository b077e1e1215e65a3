import type { Capability } from '../capabilities/capability.ts';
import { type CapabilitySet, formatSet, intersection, isSubset, setOf } from '../capabilities/capability-set.ts';
import type { CasePrior, Prior } from '../search/picker/prior.ts';

/** How much less probable a need is when the kernel was never asked for the capability. */
const UNASKED = 0.2;

/**
 * What is believed once the kernel was watched while the reference was built. What it granted nearly always holds a minimal
 * set, so that it is the larger guess, and what it was never asked for is left out of the smaller.
 *
 * @param granted The capabilities whose checks it granted, cut to the universe.
 */
export function withWitness(prior: CasePrior, granted: CapabilitySet): CasePrior {
  const seen = `${formatSet(granted).replaceAll(',', ' ')}: granted by the kernel while the reference was built`;
  return {
    faithful: cutTo(granted, prior.faithful),
    exitZero: cutTo(granted, prior.exitZero),
    because: [seen, ...prior.because],
  };
}

function cutTo(granted: CapabilitySet, prior: Prior): Prior {
  const [first, ...others] = prior.guesses ?? [];
  const smaller = first === undefined ? [] : [intersection(first, granted)];
  // The set that was witnessed takes the place of what rules held for possible; other ways to the same end were not taken.
  const alternatives = others.filter((other) => first === undefined || !isSubset(first, other));
  return {
    ...prior,
    guesses: [...new Set([...smaller, ...alternatives, granted])],
    weights: weightsIn(granted, prior),
  };
}

function weightsIn(granted: CapabilitySet, { weights = {} }: Prior): NonNullable<Prior['weights']> {
  const names = Object.keys(weights) as Capability[];
  return Object.fromEntries(
    names.map((name) => [name, (weights[name] ?? 0) * (isSubset(setOf(name), granted) ? 1 : UNASKED)]),
  );
}
