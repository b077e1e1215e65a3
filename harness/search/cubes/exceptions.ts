import { type CapabilitySet, difference, EMPTY_SET, singletons } from '../../capabilities/capability-set.ts';
import { type Cube, meet, withoutContained } from '../../capabilities/cube.ts';
import { minimalSets } from '../ledger/transversals.ts';
import type { CubeCover } from './cube-cover.ts';

/** The minimal sets of an answer of which cubes decide every set. */
export function minimalSetsOf({ cubes }: Pick<CubeCover, 'cubes'>): CapabilitySet[] {
  // The smallest set of a passing cube passes, and every passing set lies above that of its cube.
  return minimalSets(cubes.filter(({ outcome }) => outcome === 'pass').map(({ granted }) => granted));
}

/** The sets that hold a minimal set and fail all the same, as few and as large cubes as is easily found. */
export function exceptionsOf({ cubes }: Pick<CubeCover, 'cubes'>, minimal: readonly CapabilitySet[]): Cube[] {
  const passing = cubes.filter(({ outcome }) => outcome === 'pass');
  const failing = cubes.filter(({ outcome }) => outcome === 'fail');
  const found = failing.flatMap((cube) =>
    minimal.flatMap((granted) => {
      const above = meet(cube, { granted, withheld: EMPTY_SET });
      return above === undefined ? [] : [widened(above, granted, passing)];
    }),
  );
  return withoutContained(found).toSorted(byRank);
}

/** Leaves out conditions as long as no set joins the cube that passes. What lies above the minimal set stays above it. */
function widened(cube: Cube, minimal: CapabilitySet, passing: readonly Cube[]): Cube {
  const isApart = (wider: Cube): boolean => passing.every((other) => meet(wider, other) === undefined);
  let widest = cube;
  for (const single of singletons(cube.withheld)) {
    const wider = { ...widest, withheld: difference(widest.withheld, single) };
    if (isApart(wider)) widest = wider;
  }
  for (const single of singletons(difference(cube.granted, minimal))) {
    const wider = { ...widest, granted: difference(widest.granted, single) };
    if (isApart(wider)) widest = wider;
  }
  return widest;
}

function byRank(a: Cube, b: Cube): number {
  if (a.granted !== b.granted) return a.granted < b.granted ? -1 : 1;
  return a.withheld < b.withheld ? -1 : Number(a.withheld > b.withheld);
}
