import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  isSubset,
  singletons,
  union,
} from '../../capabilities/capability-set.ts';
import { seededRandom, shuffled } from '../seeded-random.ts';
import { countImplied, isImplied, type Stratum } from './implied-verdicts.ts';

/** A stratum of at most so many sets is listed and shuffled: drawing would meet the same sets again and again. */
const LISTED_UP_TO = 4096;

/**
 * The first `count` sets of a random order of the stratum, which seed and stratum alone decide: every prefix is a uniform sample
 * without replacement, and whoever asks for more gets the same and more. Fewer when the stratum has no more.
 */
export function drawImplied(stratum: Stratum, seed: number, count: number): CapabilitySet[] {
  const population = countImplied(stratum);
  const random = seededRandom(seed);
  if (population <= LISTED_UP_TO) return shuffled(listImplied(stratum), random).slice(0, count);
  const drawn = new Set<CapabilitySet>();
  const draw = coneDraw(stratum, random);
  while (drawn.size < Math.min(count, population)) {
    const set = draw();
    if (set !== undefined && isImplied(stratum, set)) drawn.add(set);
  }
  return [...drawn];
}

/** Every set of the stratum once. */
function listImplied(stratum: Stratum): CapabilitySet[] {
  const listed = new Set<CapabilitySet>();
  for (const own of stratum.border) {
    let cone = [own];
    for (const single of freeMembers(stratum, own))
      cone = cone.flatMap((set) => [set, (set ^ single) as CapabilitySet]);
    for (const set of cone) if (isImplied(stratum, set)) listed.add(set);
  }
  return [...listed].sort(byMask);
}

/**
 * Karp and Luby's draw from a union: a border set with the weight of what it decides, then a set that it decides, kept with
 * probability one to the number of border sets that decide it. Undefined when it is not kept.
 */
function coneDraw(stratum: Stratum, random: () => number): () => CapabilitySet | undefined {
  const { border, outcome } = stratum;
  const cones = border.map((own) => ({ own, free: freeMembers(stratum, own) }));
  const total = cones.reduce((sum, { free }) => sum + 2 ** free.length, 0);
  const decides = (own: CapabilitySet, set: CapabilitySet): boolean =>
    outcome === 'pass' ? isSubset(own, set) : isSubset(set, own);
  return () => {
    let left = random() * total;
    const cone = cones.find(({ free }) => {
      left -= 2 ** free.length;
      return left < 0;
    });
    if (cone === undefined) return undefined;
    const turned = cone.free.filter(() => random() < 0.5).reduce(union, EMPTY_SET);
    const set = (cone.own ^ turned) as CapabilitySet;
    return random() * border.filter((own) => decides(own, set)).length < 1 ? set : undefined;
  };
}

/** The capabilities that may come to a minimal set, or go from a failing one, without a change of the verdict. */
function freeMembers({ universe, outcome }: Stratum, own: CapabilitySet): CapabilitySet[] {
  return singletons(outcome === 'pass' ? difference(universe, own) : own);
}

function byMask(a: CapabilitySet, b: CapabilitySet): number {
  return a < b ? -1 : Number(a > b);
}
