import type { CacheGroup, CaseRecord, RunRecord } from '../../../record/record.ts';
import { safeText } from '../../../text/plain-text.ts';
import { listText } from '../../../text/set-text.ts';
import { exitZeroVerb, profileVerb, setsInline } from '../answer/answer-text.ts';
import { exclusionText } from '../answer/exclusion-text.ts';

/** What a pipeline needs that now finds its layers in a cache and now does not: one line for each Dockerfile. */
export function cacheLines({ cases, together = [] }: RunRecord): string[] {
  return together.flatMap((group) => groupLines(group, cases));
}

function groupLines(
  { dockerfile, cases: ids, faithful, exitZero }: CacheGroup,
  cases: readonly CaseRecord[],
): string[] {
  const own = cases.filter(({ id }) => ids.includes(id));
  const caches = listText(own.map(({ configuration }) => configuration.cache));
  const name = `${safeText(dockerfile)}, cache ${caches}`;
  if (own.some((one) => one.faithful.minimalSets.length === 0)) return [`${name}: not all of them have an answer`];
  const verb = profileVerb(own, 'faithful') === 'need' ? 'needs' : 'works with';
  const whole = `together it ${verb}  ${setsInline(faithful)}`;
  const lines = [`${name}: ${faithful.length > 0 ? whole : (exclusionText(own, 'faithful') ?? whole)}`];
  if (JSON.stringify(faithful) === JSON.stringify(exitZero)) return lines;
  const lesser = exitZeroVerb(profileVerb(own, 'exitZero') === 'need', exitZero);
  return [...lines, `  exit code 0 ${lesser}  ${setsInline(exitZero)}`];
}
