import { type ComponentChild, h } from 'preact';
import type { RunRecord } from '../../record/record.ts';
import { safeText } from '../plain-text.ts';
import { caseArticle } from './case-article.ts';
import { type CaseView, viewCase } from './case-view.ts';
import { evidencePanel } from './evidence-panel.ts';
import { type Filter, filterBar } from './filter-bar.ts';
import { legendList } from './legend.ts';
import { matrixTable } from './matrix.ts';
import { pageText } from './page.ts';
import { recordMatrix } from './record-matrix.ts';
import { recordSummary } from './record-summary.ts';
import { createSlugs } from './slugs.ts';
import { trialData } from './trial-data.ts';

/**
 * The result of a run as one self-contained page. Everything that proves the answers is in the page as text, for readers
 * without a script as well; the script filters, brings the evidence of a cell beside the matrix, and lists all trials of a case.
 */
export function htmlReport(record: RunRecord): string {
  const slugs = createSlugs();
  const views = record.cases.map((one) => viewCase(one, { slug: slugs.of(one.id), side: '' }));
  const { matrix, states } = recordMatrix(views);
  const body = [
    h('a', { class: 'skip', href: '#cases' }, 'Skip to the cases'),
    h('main', null, [
      ...recordSummary(record, views),
      h('section', { class: 'overview', 'aria-labelledby': 'matrix-title' }, [
        h('h2', { id: 'matrix-title' }, 'Cases and capabilities'),
        filterBar(
          views.length,
          filtersFor(views),
          matrix.columns.map(({ capability }) => capability),
        ),
        legendList(states),
        h('div', { class: 'bench' }, [matrixTable(matrix), evidencePanel()]),
      ]),
      h('section', { id: 'cases', 'aria-labelledby': 'cases-title' }, [
        h('h2', { id: 'cases-title' }, 'Each case'),
        h('div', { class: 'list' }, views.map(caseArticle)),
      ]),
    ]),
    footer(record),
  ];
  return pageText({
    title: `kaniko-caps: ${record.builder.kind} ${record.builder.version}`,
    body,
    data: trialData(record.cases),
  });
}

/** Only what some case would answer to. */
function filtersFor(views: readonly CaseView[]): Filter[] {
  const some = (holds: (view: CaseView) => boolean, filter: Filter): Filter[] => (views.some(holds) ? [filter] : []);
  return [
    ...some(({ one }) => one.losses.some(({ verdict }) => verdict === 'degraded'), {
      value: 'silent',
      label: 'silent losses',
    }),
    ...some(({ one }) => one.faithful.minimalSets.length > 1, { value: 'several', label: 'with alternatives' }),
    ...some(({ one }) => one.status !== 'proven', { value: 'unproven', label: 'not fully proven' }),
    ...some(({ one }) => one.violations.length > 0, { value: 'hurts', label: 'where more capabilities hurt' }),
    ...some(({ one }) => one.flaky.length > 0, { value: 'flaky', label: 'with flaky sets' }),
  ];
}

function footer({ tool, run }: RunRecord): ComponentChild {
  return h('footer', null, safeText(`${tool.name} ${tool.version}, run ${run.id}`));
}
