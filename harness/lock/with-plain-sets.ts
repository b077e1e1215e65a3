import { compareSets, formatSet } from '../capabilities/capability-set.ts';
import { parseSet } from '../capabilities/parse-set.ts';
import type { LockedCase, LockFile } from './lock-file.ts';

/** The lock file with every set in kernel order, and lists of sets in the order of records, however they were written. */
export function withPlainSets(lock: LockFile): LockFile {
  const cases = Object.entries(lock.cases).map(([path, one]) => [path, plainCase(one)] as const);
  const exceptions = lock.exceptions.map((one) =>
    one.capabilities === undefined ? one : { ...one, capabilities: plain(one.capabilities) },
  );
  return { ...lock, cases: Object.fromEntries(cases), exceptions };
}

function plainCase(one: LockedCase): LockedCase {
  const { universe, untestable, faithful, exitZero } = one;
  return {
    ...one,
    universe: plain(universe),
    untestable: plain(untestable),
    faithful: plainAnswer(faithful),
    exitZero: exitZero === null ? null : plainAnswer(exitZero),
  };
}

function plainAnswer({ minimalSets, maximalFailingSets, exceptions }: LockedCase['faithful']): LockedCase['faithful'] {
  const sets = { minimalSets: sortedSets(minimalSets), maximalFailingSets: sortedSets(maximalFailingSets) };
  if (exceptions === undefined) return sets;
  const cubes = exceptions.map(({ granted, withheld }) => ({ granted: plain(granted), withheld: plain(withheld) }));
  return { ...sets, exceptions: cubes };
}

function sortedSets(sets: readonly string[]): string[] {
  return sets.map(parseSet).toSorted(compareSets).map(formatSet);
}

function plain(set: string): string {
  return formatSet(parseSet(set));
}
