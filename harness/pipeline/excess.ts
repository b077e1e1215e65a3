import { type CapabilitySet, isSubset, namesOf } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { whatItOpens } from '../capabilities/what-it-opens.ts';
import type { DeclaredBuild } from '../manifest/model/declared-build.ts';
import type { Excess } from './audited-build.ts';

/** What is granted and not needed, each with what it opens and the word that grants it. */
export function excessOf({ security }: DeclaredBuild, set: CapabilitySet): Excess[] {
  return namesOf(set).map((capability) => {
    const { sentence, source } = whatItOpens(capability) ?? { sentence: '', source: '' };
    const single = setOfNames([capability]);
    const word = security.privileged.value
      ? undefined
      : security.added.find(({ meaning }) => isSubset(single, meaning));
    return { capability, opens: sentence, source, place: word?.place ?? null };
  });
}
