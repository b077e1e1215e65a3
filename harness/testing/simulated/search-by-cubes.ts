import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { type CubeCover, coverOf } from '../../search/cubes/cube-cover.ts';
import { minimalSetsOf } from '../../search/cubes/exceptions.ts';
import { cubeRepeats, nextSets } from '../../search/cubes/next-sets.ts';
import type { Fact } from '../../search/ledger/fact.ts';

/** Watched builds to search by cubes, one trial after the other. */
export interface CubeSearch {
  readonly universe: CapabilitySet;
  /** What a trial of the set shows. */
  readonly factOf: (set: CapabilitySet, trial: string) => Fact;
  /** How many agreeing trials a failing cube needs. */
  readonly confirm: number;
  readonly seed: number;
}

/** How such a search went. */
export interface CubeSearchResult {
  /** All trials; the first is the reference. */
  readonly facts: readonly Fact[];
  /** How many of them, without the reference, had decided every set. */
  readonly trialsUntilDecided: number;
  readonly cover: CubeCover;
}

/**
 * Asks what the search asks until cubes decide every set, and then what is due until they are shown often enough.
 *
 * @throws Error if a trial decides no cube, so that nothing more can be asked.
 */
export function searchByCubes({ universe, factOf, confirm, seed }: CubeSearch): CubeSearchResult {
  const facts: Fact[] = [];
  const tryOut = (set: CapabilitySet): void => {
    facts.push(factOf(set, `t${facts.length}`));
  };
  const cover = (): CubeCover => {
    const own = coverOf(universe, facts);
    if (own === undefined) throw new Error('No trial was watched');
    return own;
  };
  tryOut(universe);
  while (!cover().complete) {
    const [next] = nextSets(cover(), { slots: 1, inFlight: [], tried: facts.map(({ set }) => set) });
    if (next === undefined) throw new Error('Sets are open that no trial can decide');
    tryOut(next);
  }
  const trialsUntilDecided = facts.length - 1;
  for (
    let due = dueIn(cover(), facts, { confirm, seed });
    due.length > 0;
    due = dueIn(cover(), facts, { confirm, seed })
  ) {
    for (const set of due) tryOut(set);
  }
  return { facts, trialsUntilDecided, cover: cover() };
}

/** Repeats, and minimal sets that were not tried themselves. */
function dueIn(
  cover: CubeCover,
  facts: readonly Fact[],
  repeats: Pick<CubeSearch, 'confirm' | 'seed'>,
): CapabilitySet[] {
  const tried = new Set(facts.map(({ set }) => set));
  return [...cubeRepeats(cover, repeats, []), ...minimalSetsOf(cover).filter((set) => !tried.has(set))];
}
