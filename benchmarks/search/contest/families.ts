import type { CapabilitySet } from '../../../harness/capabilities/capability-set.ts';
import { coreFamily, randomAntichain, randomSubset, universeOf } from '../../../harness/testing/simulated/oracles.ts';

/** Builds of one kind, by their minimal sets. */
export interface Family {
  readonly name: string;
  readonly universe: CapabilitySet;
  draw(random: () => number): CapabilitySet[];
}

const FOURTEEN = universeOf(14);

/** One minimal set of so many members. */
export function uniqueSet(size: number, universe: CapabilitySet = FOURTEEN): Family {
  return { name: `unique ${size}`, universe, draw: (random) => [randomSubset(universe, size, random)] };
}

/** Minimal sets that share all but one or two members. */
export function core(size: number, count: number): Family {
  return {
    name: `core ${size},${count}`,
    universe: FOURTEEN,
    draw: (random) => coreFamily(FOURTEEN, { count, size }, random),
  };
}

/** Minimal sets that have nothing to do with each other. */
export function random(size: number, count: number): Family {
  return {
    name: `random ${size},${count}`,
    universe: FOURTEEN,
    draw: (source) => randomAntichain(FOURTEEN, { count, size }, source),
  };
}

/** The families whose costs are published, from those a real build resembles to those it does not. */
export const SEVERAL_SETS: readonly Family[] = [
  core(1, 2),
  core(2, 3),
  core(3, 2),
  core(3, 3),
  core(3, 6),
  core(5, 2),
  core(5, 4),
  core(8, 6),
  random(3, 2),
  random(5, 3),
  random(6, 6),
];
