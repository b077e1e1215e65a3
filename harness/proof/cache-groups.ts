import { compareSets, namesOf } from '../capabilities/capability-set.ts';
import { needFor } from '../record/answer-cover.ts';
import type { CacheGroup, CaseRecord } from '../record/record.ts';
import { smallestCommonSets } from '../search/ledger/profile.ts';
import type { Answer } from '../vocabulary/answer.ts';

/** The cases of each Dockerfile that is built with several caches, with the smallest sets that serve all of them. */
export function cacheGroups(cases: readonly CaseRecord[]): CacheGroup[] {
  const byDockerfile = new Map<string, CaseRecord[]>();
  for (const one of cases) byDockerfile.set(one.dockerfile, [...(byDockerfile.get(one.dockerfile) ?? []), one]);
  return [...byDockerfile].flatMap(([dockerfile, own]) => {
    const caches = new Set(own.map(({ configuration }) => configuration.cache));
    if (caches.size < 2) return [];
    const ids = own.map(({ id }) => id);
    return [{ dockerfile, cases: ids, faithful: commonSets(own, 'faithful'), exitZero: commonSets(own, 'exitZero') }];
  });
}

function commonSets(cases: readonly CaseRecord[], answer: Answer): string[][] {
  return smallestCommonSets(cases.map((one) => needFor(one, answer)))
    .toSorted(compareSets)
    .map(namesOf);
}
