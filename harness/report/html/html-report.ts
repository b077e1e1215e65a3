import { hurtsAnywhere } from '../../record/answer-cover.ts';
import { silentLosses } from '../../record/capability-need.ts';
import type { RunRecord } from '../../record/record.ts';
import { safeText } from '../../text/plain-text.ts';
import { builderName } from '../blocks/run/run-text.ts';
import { caseArticle } from './case-article.ts';
import { type CaseView, viewCase } from './case-view.ts';
import { digestFacts } from './digests.ts';
import type { Filter } from './matrix/filter-bar.ts';
import { overview } from './matrix/overview.ts';
import { recordMatrix } from './matrix/record-matrix.ts';
import { pageText } from './page.ts';
import { recordSummary } from './record-summary.ts';
import { createSlugs } from './slugs.ts';
import { trialData } from './trials/trial-data.ts';

/**
 * The result of a run as one self-contained page. Everything that proves the answers is in the page as text, for readers
 * without a script as well; the script filters, brings the evidence of a cell beside the matrix, and lists all trials of a case.
 */
export function htmlReport(record: RunRecord): string {
  const slugs = createSlugs();
  const views = record.cases.map((one) => viewCase(one, { slug: slugs.of(one.id), side: '' }));
  const { matrix, states } = recordMatrix(views);
  return pageText({
    title: `kaniko-caps: ${builderName(record)}`,
    body: [...recordSummary(record, views), overview({ matrix, states, filters: filtersFor(views) })],
    list: views.map(caseArticle),
    foot: [safeText(`${record.tool.name} ${record.tool.version}, run ${record.run.id}`), ...digestFacts(record)],
    data: trialData(views),
  });
}

/** Only what some case answers to. */
function filtersFor(views: readonly CaseView[]): Filter[] {
  const some = (value: string, label: string, holds: (view: CaseView) => boolean): Filter[] =>
    views.some(holds) ? [{ value, label }] : [];
  return [
    ...some('silent', 'silent losses', ({ one }) => silentLosses(one).length > 0),
    ...some('several', 'with alternatives', ({ one }) => one.faithful.minimalSets.length > 1),
    ...some('unanswered', 'without an answer', ({ one }) => one.faithful.minimalSets.length === 0),
    ...some('unproven', 'not fully proven', ({ one }) => one.status !== 'proven'),
    ...some('hurts', 'where more capabilities hurt', ({ one }) => hurtsAnywhere(one)),
    ...some('flaky', 'with flaky sets', ({ one }) => one.flaky.length > 0),
  ];
}
