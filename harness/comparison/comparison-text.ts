import { standingBehind } from '../record/record-evidence.ts';
import { countOf, safeText } from '../text/plain-text.ts';
import { caseText } from './case-comparison-text.ts';
import { type CaseComparison, differs } from './compare-cases.ts';
import type { Comparison } from './compare-records.ts';
import { LOSS_KINDS, RELATION_KINDS } from './compared-kinds.ts';
import { headlineLines, listIds } from './comparison-headline.ts';

/** The result of a comparison as a person reads it: the answer first, then each case that differs with its proof. */
export function comparisonText(comparison: Comparison): string {
  const { before, after, cases } = comparison;
  const same = cases.filter((one) => one.kind === 'compared' && one.exitZero !== null && !differs(one));
  const told = cases.filter((one) => !same.includes(one)).toSorted((a, b) => rankOf(a) - rankOf(b));
  const ending = [...(same.length === 0 ? [] : [`unchanged: ${listIds(same)}`]), ...unknownImages(cases)];
  return [
    headlineLines(comparison).join('\n'),
    `A  ${builderText(before)}\nB  ${builderText(after)}`,
    ...groupTexts(told),
    ...(ending.length > 0 ? [ending.join('\n')] : []),
  ].join('\n\n');
}

/** Cases of which the same is to be said are told together: what a version does to every image is told once. */
function groupTexts(cases: readonly CaseComparison[]): string[] {
  const groups = new Map<string, CaseComparison[]>();
  for (const one of cases) {
    const { title, lines } = caseText(one);
    const text = [title, ...lines].join('\n');
    groups.set(text, [...(groups.get(text) ?? []), one]);
  }
  return [...groups].map(([text, group]) => {
    const isPlural = group.length > 1 && group[0]?.kind === 'compared';
    return `${listIds(group)}  ${isPlural ? 'each ' : ''}${text}`;
  });
}

/** What has to be acted upon comes first; what could not be compared comes last. */
function rankOf(one: CaseComparison): number {
  if (one.kind === 'not-comparable' && one.faithful !== null && one.faithful.relation !== 'unchanged')
    return OTHER_SETS;
  if (one.kind !== 'compared') return NOT_COMPARED;
  const { faithful, exitZero, losses } = one;
  return Math.min(
    faithful.relation === 'unchanged' ? OTHER_IMAGE : RELATION_KINDS[faithful.relation].rank,
    exitZero === null || exitZero.relation === 'unchanged' ? OTHER_IMAGE : OTHER_EXIT_CODE,
    ...losses.map(({ kind }) => LOSS_KINDS[kind].rank),
  );
}

/** The ranks of what no capability decides, after those of `RELATION_KINDS` and `LOSS_KINDS`. */
const OTHER_EXIT_CODE = 4;
const OTHER_IMAGE = 5;
const OTHER_SETS = 6;
const NOT_COMPARED = 7;

function builderText({ builder, evidence }: Comparison['before']): string {
  const identity = builder.imageDigest ?? (builder.binarySha256 === null ? '' : `sha256:${builder.binarySha256}`);
  const digest = identity === '' ? '' : ` (${identity.slice(0, 19)}…)`;
  const source = builder.repository === null ? '' : `, ${builder.repository}`;
  return safeText(
    `${builder.kind} ${builder.version}${digest}, ${builder.reference}${source}${standingBehind(evidence, '; ')}`,
  );
}

function unknownImages(cases: readonly CaseComparison[]): string[] {
  const reasons = new Map<string, number>();
  for (const one of cases) {
    if (one.kind !== 'compared' || one.image.kind !== 'unknown') continue;
    reasons.set(one.image.reason, (reasons.get(one.image.reason) ?? 0) + 1);
  }
  return [...reasons].map(
    ([reason, count]) =>
      `not known whether A and B build the same image in ${countOf(count, 'case')}: ${safeText(reason)}`,
  );
}
