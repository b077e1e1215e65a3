import { type CapabilitySet, difference, EMPTY_SET, singletons, sizeOf } from '../../capabilities/capability-set.ts';
import { minimalSets } from './transversals.ts';

/**
 * How many subsets of the universe contain a member of the family. The cube of all sets is halved at one capability after
 * another, that of most members first, and equal halves are counted once. Exact for every universe the kernel knows, for it
 * stays below 2^53.
 */
export function countSetsAbove(family: readonly CapabilitySet[], universe: CapabilitySet): number {
  const counted = new Map<string, number>();
  const count = (members: readonly CapabilitySet[], free: number): number => {
    const [first] = members;
    if (first === undefined) return 0;
    if (first === EMPTY_SET) return 2 ** free;
    if (members.length === 1) return 2 ** (free - sizeOf(first));
    const key = `${free} ${members.join(' ')}`;
    const known = counted.get(key);
    if (known !== undefined) return known;
    const pivot = mostFrequent(members);
    const granted = minimalSets(members.map((member) => difference(member, pivot)));
    const withheld = members.filter((member) => (member & pivot) === 0n);
    const result = count(granted, free - 1) + count(withheld, free - 1);
    counted.set(key, result);
    return result;
  };
  return count(minimalSets(family), sizeOf(universe));
}

function mostFrequent(members: readonly CapabilitySet[]): CapabilitySet {
  const counts = new Map<CapabilitySet, number>();
  for (const single of members.flatMap(singletons)) counts.set(single, (counts.get(single) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [EMPTY_SET, 0] as const)[0];
}
