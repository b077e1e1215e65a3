import {
  type CapabilitySet,
  EMPTY_SET,
  intersection,
  singletons,
  sizeOf,
  union,
} from '../../capabilities/capability-set.ts';
import { askedIn, type Cube } from '../../capabilities/cube.ts';

/**
 * The subsets of the capabilities that matter, numbered: bit i of a number stands for the i-th of them in kernel order. Sets that
 * differ in other capabilities only are of one class.
 */
export interface Classes {
  readonly relevant: CapabilitySet;
  readonly count: number;
  numberOf(set: CapabilitySet): number;
  /** The smallest set of the class. */
  setOf(number: number): CapabilitySet;
  /** Calls back for every class whose sets belong to the cube. */
  forEachIn(cube: Cube, visit: (number: number) => void): void;
}

/** Numbers the subsets of these capabilities. */
export function classesOf(relevant: CapabilitySet): Classes {
  const members = singletons(relevant);
  const bits = new Map(members.map((single, index) => [single, 1 << index]));
  const numberOf = (set: CapabilitySet): number =>
    singletons(intersection(set, relevant)).reduce((number, single) => number | (bits.get(single) ?? 0), 0);
  const all = 2 ** sizeOf(relevant) - 1;
  return {
    relevant,
    count: all + 1,
    numberOf,
    setOf: (number) =>
      members.reduce((set, single, index) => (number & (1 << index) ? union(set, single) : set), EMPTY_SET),
    forEachIn: (cube, visit) => {
      const base = numberOf(cube.granted);
      const free = all & ~numberOf(askedIn(cube));
      for (let part = free; ; part = (part - 1) & free) {
        visit(base | part);
        if (part === 0) return;
      }
    },
  };
}
