import { type CapabilitySet, namesOf, sizeOf } from '../../capabilities/capability-set.ts';
import { type Cube, holds } from '../../capabilities/cube.ts';
import type { AnswerCover, CubeRecord } from '../../record/answer-cover-record.ts';
import { type CubeCover, countDecided } from '../../search/cubes/cube-cover.ts';
import { exceptionsOf } from '../../search/cubes/exceptions.ts';
import { trialsDue } from '../../search/cubes/next-sets.ts';
import type { Ledger } from '../../search/ledger/ledger.ts';

/** What watched trials decide of an answer, as a record states it; undefined where none was watched. */
export function coverRecord({ universe, facts, passing, cover }: Ledger, confirm: number): AnswerCover | undefined {
  if (cover === undefined) return undefined;
  // What was not repeated yet may be chance, and may break the rule: it decides nothing.
  const cubes = cover.cubes.filter((cube) => trialsDue(cover, cube, confirm) <= 0);
  const tried = new Set(facts.map(({ set }) => set));
  const decided = countDecided(cover, cubes) + triedBeside(cover, cubes, tried);
  return {
    decided,
    notDecided: 2 ** sizeOf(universe) - decided,
    relevant: namesOf(cover.relevant),
    hidden: namesOf(cover.hidden),
    cubes: cubes.map((cube) => ({ ...cubeRecord(cube), outcome: cube.outcome, trials: [...cube.trials] })),
    exceptions:
      cover.complete && cubes.length === cover.cubes.length ? exceptionsOf(cover, passing).map(cubeRecord) : [],
  };
}

/** How many sets were tried that none of the cubes decides. */
function triedBeside(cover: CubeCover, cubes: readonly Cube[], tried: ReadonlySet<CapabilitySet>): number {
  const isDecided = (set: CapabilitySet): boolean =>
    ['pass', 'fail'].includes(cover.statusOf(set)) && cubes.some((cube) => holds(cube, set));
  return [...tried].filter((set) => !isDecided(set)).length;
}

function cubeRecord({ granted, withheld }: Cube): CubeRecord {
  return { granted: namesOf(granted), withheld: namesOf(withheld) };
}
