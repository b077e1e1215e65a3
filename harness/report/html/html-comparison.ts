import type { Comparison } from '../../comparison/compare-records.ts';
import { safeText } from '../../text/plain-text.ts';
import { builderName } from '../blocks/run/run-text.ts';
import { viewCase } from './case-view.ts';
import { comparisonArticle } from './comparison-article.ts';
import { type ComparedRecords, comparisonSummary } from './comparison-summary.ts';
import { changeOf, PAGE_CHANGES } from './comparison-words.ts';
import { digestFacts } from './digests.ts';
import { type ComparedView, comparisonMatrix } from './matrix/comparison-matrix.ts';
import type { Filter } from './matrix/filter-bar.ts';
import { overview } from './matrix/overview.ts';
import { pageText } from './page.ts';
import { createSlugs } from './slugs.ts';
import { trialData } from './trials/trial-data.ts';

/** What changed between two records as one self-contained page: the matrix shows it, and each cell has the evidence of both. */
export function htmlComparison(comparison: Comparison, records: ComparedRecords): string {
  const { before, after } = records;
  const views = viewsOf(comparison, records);
  const sides = views.flatMap((view) => [view.before, view.after].filter((side) => side !== undefined));
  const positions = new Map(sides.map((side, position) => [side, position]));
  const list = views.map((view) => comparisonArticle(view, (side) => positions.get(side) ?? 0));
  const { matrix, states } = comparisonMatrix(views);
  return pageText({
    title: `kaniko-caps: ${builderName(before)} and ${builderName(after)}`,
    body: [...comparisonSummary(records, views), overview({ matrix, states, filters: filtersFor(views) })],
    list,
    foot: [
      safeText(`${after.tool.name} ${after.tool.version}, A is run ${before.run.id}, B is run ${after.run.id}`),
      ...digestFacts(before, 'A'),
      ...digestFacts(after, 'B'),
    ],
    data: trialData(sides),
  });
}

function viewsOf({ cases }: Comparison, { before, after }: ComparedRecords): ComparedView[] {
  const slugs = createSlugs();
  const [earlier, later] = [before, after].map((record) => new Map(record.cases.map((one) => [one.id, one])));
  return cases.map((compared) => {
    const slug = slugs.of(compared.id);
    const [one, other] = [earlier?.get(compared.id), later?.get(compared.id)];
    return {
      compared,
      slug,
      // A dot is in no slug, so that these are no other case's.
      before: one === undefined ? undefined : viewCase(one, { slug: `${slug}.A`, side: 'A' }),
      after: other === undefined ? undefined : viewCase(other, { slug: `${slug}.B`, side: 'B' }),
    };
  });
}

/** Each change that some case shows. */
function filtersFor(views: readonly ComparedView[]): Filter[] {
  const changes = [...new Set(views.map(({ compared }) => changeOf(compared)))];
  return [
    ...(changes.some((change) => PAGE_CHANGES[change].tone !== 'same')
      ? [{ value: 'changed', label: 'all that changed' }]
      : []),
    ...changes.map((change) => ({ value: change, label: PAGE_CHANGES[change].text })),
  ];
}
