import { type CapabilitySet, difference, EMPTY_SET, union } from '../../capabilities/capability-set.ts';
import { ALL_CAPABILITIES } from '../../capabilities/universe.ts';
import type { CapabilityWord, DeclaredSecurity } from '../model/security.ts';
import { RUNTIMES } from './runtimes.ts';

/** What a manifest says of privileges, without what follows from it. */
export type PrivilegeWords = Omit<DeclaredSecurity, 'inForce'>;

/**
 * What a runtime grants. A privileged container has everything, whatever else is said. `ALL` among what is added or dropped goes
 * first, so that names beside it add to nothing, or take from everything; where both lists have it, nothing is left. What is
 * both added and dropped by its name is dropped. Docker turns both round: adding goes before dropping. (containerd:
 * WithCapabilities in its CRI plugin; moby: TweakCapabilities, in daemon/pkg/oci/caps/utils.go.)
 */
export function withCapabilitiesInForce(words: PrivilegeWords): DeclaredSecurity {
  return { ...words, inForce: inForce(words) };
}

function inForce({ privileged, added, dropped, runtime }: PrivilegeWords): CapabilitySet {
  if (privileged.value) return ALL_CAPABILITIES;
  if (runtime.value === 'docker') return inForceOfDocker(added, dropped);
  const base = dropped.some(isAll)
    ? EMPTY_SET
    : added.some(isAll)
      ? ALL_CAPABILITIES
      : RUNTIMES[runtime.value].defaults;
  return difference(union(base, named(added)), named(dropped));
}

function inForceOfDocker(added: readonly CapabilityWord[], dropped: readonly CapabilityWord[]): CapabilitySet {
  if (added.some(isAll)) return difference(ALL_CAPABILITIES, named(dropped));
  const base = dropped.some(isAll) ? EMPTY_SET : difference(RUNTIMES.docker.defaults, named(dropped));
  return union(base, named(added));
}

function isAll({ text }: CapabilityWord): boolean {
  return text.toUpperCase() === 'ALL';
}

function named(words: readonly CapabilityWord[]): CapabilitySet {
  return words.filter((word) => !isAll(word)).reduce((set, { meaning }) => union(set, meaning), EMPTY_SET);
}
