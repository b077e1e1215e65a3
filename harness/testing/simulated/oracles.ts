import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  fromMask,
  isSubset,
  singletons,
  sizeOf,
  union,
} from '../../capabilities/capability-set.ts';
import { minimalSets } from '../../search/ledger/transversals.ts';
import { seededRandom, shuffled } from '../../search/seeded-random.ts';
import type { Outcome } from '../../vocabulary/answer.ts';

/** Stands for the build: tells the outcome of the n-th trial of a set, counted from 0. */
export type Oracle = (set: CapabilitySet, attempt: number) => Outcome | 'inconclusive';

/** The first capabilities in kernel order, as many as asked for. */
export function universeOf(size: number): CapabilitySet {
  return fromMask((1n << BigInt(size)) - 1n);
}

/** Passes with every set that contains one of the family. */
export function oracleOfMinimalSets(family: readonly CapabilitySet[]): Oracle {
  return (set) => outcomeOf(family.some((minimal) => isSubset(minimal, set)));
}

/** `count` different random sets of `size` members. */
export function randomAntichain(
  universe: CapabilitySet,
  { count, size }: { readonly count: number; readonly size: number },
  random: () => number,
): CapabilitySet[] {
  return untilAntichain(count, () => randomSubset(universe, size, random));
}

/** `count` sets of `size` members that share all but one or two: a core with alternatives, as real builds have. */
export function coreFamily(
  universe: CapabilitySet,
  { count, size }: { readonly count: number; readonly size: number },
  random: () => number,
): CapabilitySet[] {
  const core = randomSubset(universe, Math.max(0, size - 2), random);
  const others = difference(universe, core);
  const extra = (): number => (size < 2 || random() < 0.5 ? 1 : 2);
  return untilAntichain(count, () => union(core, randomSubset(others, extra(), random)));
}

/** `count` sets of `size` members of which no two share any. */
export function disjointSets(universe: CapabilitySet, count: number, size: number): CapabilitySet[] {
  const members = singletons(universe);
  return Array.from({ length: count }, (_, index) =>
    members.slice(index * size, (index + 1) * size).reduce(union, EMPTY_SET),
  );
}

/** Passes with every set of at least `size` members. */
export function thresholdOracle(size: number): Oracle {
  return (set) => outcomeOf(sizeOf(set) >= size);
}

/** Always the same outcome. */
export function constantOracle(outcome: Outcome): Oracle {
  return () => outcome;
}

/** One capability breaks the build unless another is there too. */
export function breakingExtra(family: readonly CapabilitySet[], extra: CapabilitySet, cure: CapabilitySet): Oracle {
  const base = oracleOfMinimalSets(family);
  return (set, attempt) => (isSubset(extra, set) && !isSubset(cure, set) ? 'fail' : base(set, attempt));
}

/** A smaller set passes, but only as long as one capability is missing. */
export function fallbackWithout(
  family: readonly CapabilitySet[],
  fallback: CapabilitySet,
  without: CapabilitySet,
): Oracle {
  const base = oracleOfMinimalSets(family);
  return (set, attempt) => (isSubset(fallback, set) && !isSubset(without, set) ? 'pass' : base(set, attempt));
}

/** The outcomes of these sets are turned round. */
export function isolatedExceptions(oracle: Oracle, exceptions: readonly CapabilitySet[]): Oracle {
  const turned = new Set(exceptions);
  return (set, attempt) => {
    const outcome = oracle(set, attempt);
    return turned.has(set) ? outcomeOf(outcome !== 'pass') : outcome;
  };
}

/** Each trial fails falsely, or shows nothing, with the given probability; the same for the same seed, set and attempt. */
export function noisyOracle(
  oracle: Oracle,
  noise: { readonly falseFail: number; readonly inconclusive?: number; readonly seed: number },
): Oracle {
  return (set, attempt) => {
    const draw = seededRandom(noise.seed ^ Number((set * 2_654_435_761n + BigInt(attempt) * 40_503n) % 4_294_967_291n));
    draw();
    if (draw() < (noise.inconclusive ?? 0)) return 'inconclusive';
    return draw() < noise.falseFail ? 'fail' : oracle(set, attempt);
  };
}

/** A random subset of exactly this size. */
export function randomSubset(universe: CapabilitySet, size: number, random: () => number): CapabilitySet {
  return shuffled(singletons(universe), random).slice(0, size).reduce(union, EMPTY_SET);
}

function untilAntichain(count: number, draw: () => CapabilitySet): CapabilitySet[] {
  let family: CapabilitySet[] = [];
  for (let tries = 0; family.length < count; tries += 1) {
    if (tries > 10_000) throw new RangeError(`There are no ${count} such sets in the universe`);
    family = minimalSets([...family, draw()]);
  }
  return family;
}

function outcomeOf(passes: boolean): Outcome {
  return passes ? 'pass' : 'fail';
}
