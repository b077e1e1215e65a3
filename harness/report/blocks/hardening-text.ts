import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { alternativesText } from './answer-text.ts';

type HardenedTrial = NonNullable<CaseRecord['hardening']>[number];

/** What was shown of each set that was tried with a hardening; it is named unless it is the only minimal one. */
export function hardeningLines({ hardening, faithful }: CaseRecord): string[] {
  return (hardening ?? []).map((shown) => {
    const isTheAnswer = JSON.stringify(faithful.minimalSets) === JSON.stringify([shown.set]);
    const which = isTheAnswer ? '' : `${alternativesText([shown.set])} `;
    // What serves needs no reason; one that is told is of a trial that failed all the same.
    const before = shown.verdict === 'faithful' ? ', but a trial failed: ' : ': ';
    const why = shown.shown.length === 0 ? '' : `${before}${safeText(shown.shown.join('; '))}`;
    return `${which}${VERDICTS[shown.verdict]} with ${shown.setting}${why}`;
  });
}

const VERDICTS: Readonly<Record<HardenedTrial['verdict'], string>> = {
  faithful: 'also works',
  degraded: 'SILENT: gives a different image',
  failed: 'fails',
  timeout: 'does not end',
  untestable: 'cannot be tried',
  infrastructure: 'gave no verdict',
  cancelled: 'gave no verdict',
};

/** In how many cases a set that was tried with a hardening serves, and what happens in the others; nothing where none was tried. */
export function hardeningSummary({ cases }: RunRecord): string[] {
  const tried = cases.flatMap(({ id, hardening }) => {
    const verdicts = (hardening ?? []).map(({ verdict }) => verdict);
    return verdicts.length === 0 ? [] : [{ id: safeText(id), verdict: bestOf(verdicts) }];
  });
  if (tried.length === 0) return [];
  const those = (...verdicts: readonly HardenedTrial['verdict'][]): string[] =>
    tried.filter(({ verdict }) => verdicts.includes(verdict)).map(({ id }) => id);
  const part = (what: string, ids: readonly string[]): string =>
    ids.length === 0 ? '' : `; ${what} ${ids.join(', ')}`;
  return [
    `with no-new-privileges the minimal sets also work for ${those('faithful').length} of ${countOf(tried.length, 'case')}` +
      part('something is lost silently in', those('degraded')) +
      part('they fail in', those('failed', 'timeout')) +
      part('no verdict in', those('untestable', 'infrastructure', 'cancelled')),
  ];
}

/** A case is served if one of its sets serves it; an error is found out, a silent loss may not be. */
function bestOf(verdicts: readonly HardenedTrial['verdict'][]): HardenedTrial['verdict'] {
  const order: readonly HardenedTrial['verdict'][] = ['faithful', 'failed', 'timeout', 'degraded'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'infrastructure';
}
