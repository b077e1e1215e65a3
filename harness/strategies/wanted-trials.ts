import type { CapabilitySet } from '../capabilities/capability-set.ts';

/** A set, once for each trial that is wanted of it. */
export function repeat(set: CapabilitySet, times: number): CapabilitySet[] {
  return Array.from({ length: Math.max(0, times) }, () => set);
}

/** Each set as often as the list that wants it most. */
export function mostWanted(lists: readonly (readonly CapabilitySet[])[]): CapabilitySet[] {
  const wanted = new Map<CapabilitySet, number>();
  for (const list of lists) {
    for (const [set, count] of counted(list)) wanted.set(set, Math.max(count, wanted.get(set) ?? 0));
  }
  return [...wanted].flatMap(([set, count]) => Array.from({ length: count }, () => set));
}

function counted(sets: readonly CapabilitySet[]): Map<CapabilitySet, number> {
  const counts = new Map<CapabilitySet, number>();
  for (const set of sets) counts.set(set, (counts.get(set) ?? 0) + 1);
  return counts;
}

/** What is wanted less what already runs. */
export function withoutRunning(sets: readonly CapabilitySet[], inFlight: readonly CapabilitySet[]): CapabilitySet[] {
  const running = counted(inFlight);
  return sets.filter((set) => {
    const count = running.get(set) ?? 0;
    if (count > 0) running.set(set, count - 1);
    return count === 0;
  });
}
