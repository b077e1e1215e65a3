import { CAPABILITIES, type Capability, capabilityNumber } from './capability.ts';

declare const brand: unique symbol;

/** An immutable set of capabilities: bit n stands for the capability with the kernel's number n. */
export type CapabilitySet = bigint & { readonly [brand]: 'CapabilitySet' };

/** The set with no capability. */
export const EMPTY_SET: CapabilitySet = 0n as CapabilitySet;

/** The set of these capabilities. */
export function setOf(...names: readonly Capability[]): CapabilitySet {
  return names.reduce((mask, name) => mask | (MASKS[capabilityNumber(name)] ?? 0n), 0n) as CapabilitySet;
}

/** The mask of each capability alone, at its number. */
const MASKS: readonly bigint[] = CAPABILITIES.map((_, number) => 1n << BigInt(number));

/** The set that a kernel mask stands for. Bits beyond the known capabilities are kept. */
export function fromMask(mask: bigint): CapabilitySet {
  return mask as CapabilitySet;
}

/** Everything in either set. */
export function union(a: CapabilitySet, b: CapabilitySet): CapabilitySet {
  return (a | b) as CapabilitySet;
}

/** Everything in both sets. */
export function intersection(a: CapabilitySet, b: CapabilitySet): CapabilitySet {
  return (a & b) as CapabilitySet;
}

/** Everything in `a` that is not in `b`. */
export function difference(a: CapabilitySet, b: CapabilitySet): CapabilitySet {
  // Not `a & ~b`: negative bigints are slow, and a search makes millions of these.
  return (a ^ (a & b)) as CapabilitySet;
}

/** Whether every capability of `a` is in `b`. */
export function isSubset(a: CapabilitySet, b: CapabilitySet): boolean {
  return (a & b) === a;
}

/** How many capabilities the set has. */
export function sizeOf(set: CapabilitySet): number {
  let size = 0;
  for (let rest: bigint = set; rest !== 0n; rest &= rest - 1n) size += 1;
  return size;
}

/** One singleton set for each capability of the set, in kernel order. */
export function singletons(set: CapabilitySet): CapabilitySet[] {
  const found: CapabilitySet[] = [];
  for (let rest: bigint = set; rest !== 0n; rest &= rest - 1n) found.push((rest & -rest) as CapabilitySet);
  return found;
}

/** The set's names in kernel order; a bit that no known capability has is called `cap_<number>`, as capsh does. */
export function namesOf(set: CapabilitySet): string[] {
  return singletons(set).map((single) => {
    const number = single.toString(2).length - 1;
    return CAPABILITIES[number] ?? `cap_${number}`;
  });
}

/** The known capabilities of the set, in kernel order. */
export function capabilitiesOf(set: CapabilitySet): Capability[] {
  return CAPABILITIES.filter((name) => isSubset(setOf(name), set));
}

/** The set in one line: `CHOWN,FOWNER`, or `none`. */
export function formatSet(set: CapabilitySet): string {
  return set === 0n ? 'none' : namesOf(set).join(',');
}

/** The mask as `/proc/<pid>/status` prints it: 16 hexadecimal digits. */
export function formatMask(set: CapabilitySet): string {
  return set.toString(16).padStart(16, '0');
}

/** Orders sets by size, then by kernel order of their names: the order of every list of sets in a record. */
export function compareSets(a: CapabilitySet, b: CapabilitySet): number {
  const bySize = sizeOf(a) - sizeOf(b);
  if (bySize !== 0) return bySize;
  const changed: bigint = a ^ b;
  if (changed === 0n) return 0;
  return (a & changed & -changed) === 0n ? 1 : -1;
}
