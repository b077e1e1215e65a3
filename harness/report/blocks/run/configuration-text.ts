import { unusualWords } from '../../../record/configuration-words.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { safeText } from '../../../text/plain-text.ts';
import { listText } from '../../../text/set-text.ts';

/** How many cases are named before the rest is counted. */
const NAMED = 8;

/** Under which configuration the finding of a case holds; nothing where it is the default. */
export function configurationLines({ configuration }: Pick<CaseRecord, 'configuration'>): string[] {
  const words = unusualWords(configuration);
  return words.length === 0 ? [] : [`configuration: ${words.join('; ')}`];
}

/** The configuration that all cases share; nothing where it is the default, or where they share none. */
export function sharedConfigurationLines(cases: readonly CaseRecord[]): string[] {
  const lines = new Set(cases.map((one) => configurationLines(one).join()));
  const [first] = cases;
  return first === undefined || lines.size > 1 ? [] : configurationLines(first);
}

/** Tells the configuration of each case beside others; nothing where all of them share it, so that it is told once. */
export function ownConfigurations(cases: readonly CaseRecord[]): (one: CaseRecord) => string[] {
  const isShared = sharedConfigurationLines(cases).length > 0;
  return (one) => (isShared ? [] : configurationLines(one));
}

/** The configurations of cases, each once with the cases that have it; of the default nothing is said. */
export function configurationsOfCases(cases: readonly CaseRecord[]): string[] {
  const shared = sharedConfigurationLines(cases);
  if (shared.length > 0) return shared;
  const groups = new Map<string, string[]>();
  for (const one of cases) {
    const words = unusualWords(one.configuration).join('; ');
    if (words !== '') groups.set(words, [...(groups.get(words) ?? []), safeText(one.id)]);
  }
  return [...groups].map(([words, ids]) => `configuration of ${namesOf(ids)}: ${words}`);
}

function namesOf(ids: readonly string[]): string {
  const more = ids.length - NAMED;
  return listText(more <= 0 ? ids : [...ids.slice(0, NAMED), `${more} more`]);
}
