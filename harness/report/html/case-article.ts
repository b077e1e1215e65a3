import { type ComponentChild, h } from 'preact';
import type { CaseRecord } from '../../record/record.ts';
import { answersAgree } from '../answer-text.ts';
import { auditLines } from '../audit-text.ts';
import { caseHeadline } from '../case-summary.ts';
import { partialLines } from '../partial-text.ts';
import { countOf, durationText, safeText } from '../plain-text.ts';
import { truthTableLines } from '../truth-table-text.ts';
import { flakyLines, violationLines } from '../violation-text.ts';
import { caseEvidence } from './case-evidence.ts';
import type { CaseView } from './case-view.ts';
import { alternatives, facts } from './elements.ts';
import { latticeFigure } from './lattice-drawing.ts';

/** A case in full, folded up: its answer, the evidence of each loss, what is odd about it, and its lattice. */
export function caseArticle(view: CaseView, position: number): ComponentChild {
  const { one, slug } = view;
  return h('details', { class: 'case', id: `case-${slug}`, 'data-case': slug }, [
    h('summary', null, [
      h('h3', null, safeText(one.id)),
      h('span', { class: 'answer' }, answerOf(one)),
      h('span', { class: one.status === 'proven' ? 'status' : 'status odd' }, one.status),
      h('span', { class: 'cost' }, costText(one)),
    ]),
    h('div', { class: 'body' }, [
      h('div', { class: 'told' }, [about(one), ...remarks(one), ...caseEvidence(view)]),
      h('div', { class: 'seen' }, latticeFigure(view)),
    ]),
    h('details', { class: 'trials', 'data-trials': position, hidden: true }, [
      h('summary', null, `All ${countOf(one.trials.all.length, 'trial')}`),
    ]),
  ]);
}

function answerOf(one: CaseRecord): ComponentChild[] {
  const { minimalSets, complete } = one.faithful;
  if (one.referenceFailure !== null) return ['fails with everything granted'];
  if (minimalSets.length === 0) return ['no answer'];
  return [complete ? 'needs ' : 'is served by ', ...alternatives(minimalSets)];
}

function costText({ faithful, trials }: CaseRecord): string {
  const bound = faithful.complete ? ` (bound ${trials.lowerBound})` : '';
  return `${countOf(trials.count, 'trial')}${bound}, ${durationText(trials.totalMs)}`;
}

function about(one: CaseRecord): ComponentChild {
  const bases = one.bases.map(({ reference, digest }) => `${reference} ${digest.slice(0, 19)}…`).join(', ');
  return h('div', { class: 'about' }, [
    one.title === one.id ? '' : h('p', null, safeText(one.title)),
    facts([
      ['Dockerfile', h('code', null, safeText(one.dockerfile ?? one.path))],
      ['base', safeText(bases)],
      ['exit code 0', exitZeroOf(one)],
    ]),
  ]);
}

/** Told only where it is another answer. */
function exitZeroOf(one: CaseRecord): ComponentChild {
  if (answersAgree(one) || one.exitZero.minimalSets.length === 0) return '';
  return h('span', null, [
    one.exitZero.complete ? 'alone needs only ' : 'alone is served by ',
    ...alternatives(one.exitZero.minimalSets),
  ]);
}

/** Masked fields are many where a build is not reproducible. */
const MASKED_TOLD = 5;

function remarks(one: CaseRecord): ComponentChild[] {
  const failed =
    one.referenceFailure === null
      ? []
      : caseHeadline(one)
          .split('\n')
          .slice(1)
          .map((line) => line.trim());
  const masked = one.masked
    .slice(0, MASKED_TOLD)
    .map(({ text }) => `not compared, because it differs by itself: ${safeText(text)}`);
  const more = one.masked.length - MASKED_TOLD;
  const odd = [
    ...(one.reason === null ? [] : [safeText(one.reason)]),
    ...failed,
    ...partialLines(one),
    ...violationLines(one),
    ...flakyLines(one),
    ...masked,
    ...(more > 0 ? [`and ${countOf(more, 'more thing')} not compared`] : []),
    ...truthTableLines(one),
    ...auditLines(one),
  ];
  return odd.length === 0
    ? []
    : [
        h(
          'ul',
          { class: 'remarks' },
          odd.map((line) => h('li', null, line.trim())),
        ),
      ];
}
