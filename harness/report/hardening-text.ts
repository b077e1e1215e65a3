import type { CaseRecord, RunRecord } from '../record/record.ts';
import { setsText } from './answer-text.ts';
import { countOf, safeText } from './plain-text.ts';

type Shown = NonNullable<CaseRecord['hardening']>[number];

/** What was shown of each minimal set with a hardening; of several sets each is named. */
export function hardeningLines({ hardening, faithful }: CaseRecord): string[] {
  return (hardening ?? []).map((shown) => {
    const which = faithful.minimalSets.length > 1 ? `${setsText([shown.set])} ` : '';
    // What serves needs no reason; one that is told is of a trial that failed all the same.
    const before = shown.verdict === 'faithful' ? ', though a trial failed: ' : ': ';
    const why = shown.shown.length === 0 ? '' : `${before}${safeText(shown.shown.join('; '))}`;
    return `${which}${VERDICTS[shown.verdict]} with ${shown.setting}${why}`;
  });
}

const VERDICTS: Readonly<Record<Shown['verdict'], string>> = {
  faithful: 'also serves',
  degraded: 'SILENT: gives another image',
  failed: 'fails',
  timeout: 'does not end',
  untestable: 'is not to be tried',
  infrastructure: 'gave no verdict',
  cancelled: 'gave no verdict',
};

/** How many cases can be hardened; nothing where none was tried. */
export function hardeningSummary({ cases }: RunRecord): string[] {
  const tried = cases.filter(({ hardening }) => (hardening ?? []).length > 0);
  if (tried.length === 0) return [];
  const serving = tried.filter(({ hardening }) => hardening?.some(({ verdict }) => verdict === 'faithful'));
  const others = tried.filter((one) => !serving.includes(one)).map(({ id }) => safeText(id));
  const rest = others.length === 0 ? '' : `; not ${others.join(', ')}`;
  return [
    `with no-new-privileges a minimal set serves in ${serving.length} of ${countOf(tried.length, 'case')} tried so${rest}`,
  ];
}
