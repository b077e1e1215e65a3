import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { largestOf } from '../../capabilities/cube.ts';
import type { CubeCover, DecidedCube } from '../cubes/cube-cover.ts';
import type { Fact } from './fact.ts';

/**
 * What cubes say of the one set of each that tells most if more capabilities never hurt: the smallest that passes, the largest that
 * fails. A cube with sets that trials contradict each other about says nothing.
 */
export function factsOfCubes(cover: CubeCover, facts: readonly Fact[]): Fact[] {
  const tried = new Set(facts.map(({ set, trial }) => `${set} ${trial}`));
  return cover.cubes
    .filter((cube) => isConsistent(cover, cube))
    .flatMap((cube) => {
      const set = tellingMember(cover.universe, cube);
      return cube.trials
        .filter((trial) => !tried.has(`${set} ${trial}`))
        .map((trial) => ({ set, outcome: cube.outcome, trial }));
    });
}

function isConsistent({ classes, statuses }: CubeCover, cube: DecidedCube): boolean {
  let isSame = true;
  classes.forEachIn(cube, (number) => {
    if (statuses[number] !== cube.outcome) isSame = false;
  });
  return isSame;
}

function tellingMember(universe: CapabilitySet, cube: DecidedCube): CapabilitySet {
  return cube.outcome === 'pass' ? cube.granted : largestOf(cube, universe);
}
