import { type CapabilitySet, difference, intersection, isSubset, sizeOf, union } from './capability-set.ts';

/** All sets that agree on some capabilities: they hold what is granted, and nothing of what is withheld. */
export interface Cube {
  readonly granted: CapabilitySet;
  readonly withheld: CapabilitySet;
}

/** The cube of all sets that agree with `set` on `asked`. */
export function cubeOf(set: CapabilitySet, asked: CapabilitySet): Cube {
  return { granted: intersection(set, asked), withheld: difference(asked, set) };
}

/** The capabilities that tell the cube from others. */
export function askedIn({ granted, withheld }: Cube): CapabilitySet {
  return union(granted, withheld);
}

/** Whether the set belongs to the cube. */
export function holds({ granted, withheld }: Cube, set: CapabilitySet): boolean {
  return isSubset(granted, set) && (set & withheld) === 0n;
}

/** Whether every set of `inner` belongs to `outer`. */
export function contains(outer: Cube, inner: Cube): boolean {
  return isSubset(outer.granted, inner.granted) && isSubset(outer.withheld, inner.withheld);
}

/** The sets that belong to both; undefined if none does. */
export function meet(one: Cube, other: Cube): Cube | undefined {
  const granted = union(one.granted, other.granted);
  const withheld = union(one.withheld, other.withheld);
  return (granted & withheld) === 0n ? { granted, withheld } : undefined;
}

/** The largest set of the universe that belongs to the cube. */
export function largestOf({ withheld }: Cube, universe: CapabilitySet): CapabilitySet {
  return difference(universe, withheld);
}

/** How many sets of the universe belong to the cube. */
export function countMembers(cube: Cube, universe: CapabilitySet): number {
  return 2 ** sizeOf(difference(universe, askedIn(cube)));
}

/** The cubes of which no other one contains all sets, each once. */
export function withoutContained<C extends Cube>(cubes: readonly C[]): C[] {
  return cubes.filter(
    (cube, index) =>
      !cubes.some(
        (other, place) => place !== index && contains(other, cube) && (!contains(cube, other) || place < index),
      ),
  );
}
