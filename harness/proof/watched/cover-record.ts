import { type CapabilitySet, namesOf, sizeOf } from '../../capabilities/capability-set.ts';
import type { Cube } from '../../capabilities/cube.ts';
import type { AnswerCover, CubeRecord } from '../../record/answer-cover-record.ts';
import type { CubeCover } from '../../search/cubes/cube-cover.ts';
import { exceptionsOf } from '../../search/cubes/exceptions.ts';
import type { Ledger } from '../../search/ledger/ledger.ts';

/** What watched trials decide of an answer, as a record states it; undefined where none was watched. */
export function coverRecord({ universe, facts, passing, cover }: Ledger): AnswerCover | undefined {
  if (cover === undefined) return undefined;
  const decided = cover.decided + triedBeside(cover, new Set(facts.map(({ set }) => set)));
  return {
    decided,
    notDecided: 2 ** sizeOf(universe) - decided,
    relevant: namesOf(cover.relevant),
    hidden: namesOf(cover.hidden),
    cubes: cover.cubes.map((cube) => ({ ...cubeRecord(cube), outcome: cube.outcome, trials: [...cube.trials] })),
    exceptions: cover.complete ? exceptionsOf(cover, passing).map(cubeRecord) : [],
  };
}

/** How many sets were tried that no cube decides. */
function triedBeside(cover: CubeCover, tried: ReadonlySet<CapabilitySet>): number {
  return [...tried].filter((set) => ['open', 'contradiction'].includes(cover.statusOf(set))).length;
}

function cubeRecord({ granted, withheld }: Cube): CubeRecord {
  return { granted: namesOf(granted), withheld: namesOf(withheld) };
}
