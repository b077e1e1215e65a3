import type { ComponentChild } from 'preact';
import type { RunRecord } from '../../record/record.ts';
import { countOf } from '../../text/plain-text.ts';
import { attentionSection, type Remark } from './attention.ts';
import { changeOf, PAGE_CHANGES, type PageChange } from './comparison-words.ts';
import type { ComparedView } from './matrix/comparison-matrix.ts';
import { identity, pageHead } from './page-head.ts';

/** The two records that were compared. */
export interface ComparedRecords {
  readonly before: RunRecord;
  readonly after: RunRecord;
}

/** What changed between two records, and what each rests on. */
export function comparisonSummary(
  { before, after }: ComparedRecords,
  views: readonly ComparedView[],
): ComponentChild[] {
  return [
    pageHead({ heading: headingOf(views), told: [], basis: [identity(before, 'A'), identity(after, 'B')] }),
    ...attentionSection(remarksOf(views), []),
  ];
}

function headingOf(views: readonly ComparedView[]): string {
  const all = countOf(views.length, 'case');
  const count = (change: PageChange): number => views.filter(({ compared }) => changeOf(compared) === change).length;
  const told = (['needs-more', 'needs-less', 'needs-other-sets'] as const)
    .map((change) => ({ change, number: count(change) }))
    .filter(({ number }) => number > 0)
    .map(({ change, number }) => `${PAGE_CHANGES[change].text} in ${number}`);
  if (told.length > 0) return `B ${told.join(', ')} of ${all}`;
  const open = views.filter(({ compared }) => compared.kind !== 'compared').length;
  if (open === views.length) return `None of ${all} can be compared`;
  const those = open === 0 ? all : `${views.length - open} of ${all}`;
  return `B needs the same as A in ${those}`;
}

function remarksOf(views: readonly ComparedView[]): Remark[] {
  const those = (holds: (view: ComparedView) => boolean): Remark['cases'] =>
    views.filter(holds).map(({ slug, compared }) => ({ slug, name: compared.id }));
  const changed = (change: PageChange): Remark['cases'] => those(({ compared }) => changeOf(compared) === change);
  const became = (kind: string): Remark['cases'] =>
    those(({ compared }) => compared.kind === 'compared' && compared.losses.some((loss) => loss.kind === kind));
  const image = those(({ compared }) => compared.kind === 'compared' && compared.image.kind === 'differs');
  const open = those(({ compared }) => compared.kind !== 'compared');
  const configured = those(({ compared }) => compared.kind === 'compared' && compared.configuration !== null);
  return [
    { sign: '⚙', look: 'quiet', text: 'A and B are configured differently', cases: configured },
    { sign: '↑', look: 'silent', text: 'B needs more', cases: changed('needs-more') },
    { sign: '≠', look: 'silent', text: 'B needs other sets', cases: changed('needs-other-sets') },
    { sign: '▲', look: 'silent', text: 'B loses something silently where A fails', cases: became('became-silent') },
    { sign: '↓', look: 'quiet', text: 'B needs less', cases: changed('needs-less') },
    { sign: '!', look: 'quiet', text: 'B fails where A loses something silently', cases: became('became-error') },
    { sign: '0', look: 'quiet', text: 'only the sets for exit code 0 changed', cases: changed('exit-code-0-changed') },
    { sign: '≠', look: 'quiet', text: 'a different image even with everything granted', cases: image },
    { sign: '?', look: 'quiet', text: 'no comparison', cases: open },
  ];
}
