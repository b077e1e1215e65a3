import { type ComponentChild, h } from 'preact';
import type { CaseRecord } from '../../record/record.ts';
import { countOf, durationText, safeText } from '../../text/plain-text.ts';
import { answersAgree, exitZeroVerb } from '../blocks/answer/answer-text.ts';
import { caseHeadline } from '../blocks/answer/case-headline.ts';
import { auditLines } from '../blocks/basis/audit-text.ts';
import { beyondLines } from '../blocks/basis/beyond-text.ts';
import { coverLines } from '../blocks/basis/cover-text.ts';
import { maskedLines } from '../blocks/basis/masked-text.ts';
import { partialLines } from '../blocks/basis/partial-text.ts';
import { truthTableLines } from '../blocks/basis/truth-table-text.ts';
import { flakyLines, violationLines } from '../blocks/basis/violation-text.ts';
import { configurationLines } from '../blocks/run/configuration-text.ts';
import { contextLines } from '../blocks/run/context-text.ts';
import { variationLines } from '../blocks/variation/variation-text.ts';
import type { CaseView } from './case-view.ts';
import { alternatives, facts, lineList, rendered, unfolded } from './elements.ts';
import { caseEvidence } from './evidence/case-evidence.ts';
import { latticeFigure } from './lattice/lattice-drawing.ts';

/** A case in full, folded up, as markup: its answer, the evidence of each loss, what is odd about it, and its lattice. */
export function caseArticle(view: CaseView, position: number): string {
  const { one, slug } = view;
  return rendered(
    h('details', { class: 'case', id: `case-${slug}`, 'data-case': slug }, [
      h('summary', null, [
        h('h3', null, safeText(one.id)),
        h('span', { class: 'answer' }, answerOf(one)),
        h('span', { class: `status ${one.status === 'proven' ? 'better' : 'worse'}` }, one.status),
        h('span', { class: 'cost' }, costText(one)),
      ]),
      unfolded([
        h('div', { class: 'body' }, [
          h('div', { class: 'told' }, [about(one), ...remarks(one), ...caseEvidence(view), ...audit(one)]),
          h('div', { class: 'seen' }, latticeFigure(view)),
        ]),
        allTrials(view, position),
      ]),
    ]),
  );
}

/** Where the script lists all trials of a case, which stand in the data of the page at this position. */
export function allTrials({ one, side }: CaseView, position: number): ComponentChild {
  const of = side === '' ? '' : ` of ${side}`;
  return h('details', { class: 'trials', 'data-trials': position, hidden: true }, [
    h('summary', null, `All ${countOf(one.trials.all.length, 'trial')}${of}`),
  ]);
}

function answerOf(one: CaseRecord): ComponentChild[] {
  const { minimalSets, complete } = one.faithful;
  if (one.referenceFailure !== null) return ['fails with everything granted'];
  if (minimalSets.length === 0) return ['no answer'];
  return [complete ? 'needs ' : 'works with ', ...alternatives(minimalSets)];
}

function costText({ faithful, trials }: CaseRecord): string {
  const bound = faithful.complete ? ` (minimum ${trials.lowerBound})` : '';
  return `${countOf(trials.count, 'trial')}${bound}, ${durationText(trials.totalMs)}`;
}

function about(one: CaseRecord): ComponentChild {
  const bases = one.bases.map(({ reference, digest }) => `${reference} ${digest.slice(0, 19)}…`).join(', ');
  return h('div', { class: 'about' }, [
    one.title === one.id ? '' : h('p', null, safeText(one.title)),
    facts([
      ['Dockerfile', h('code', null, safeText(one.dockerfile))],
      ['base', safeText(bases)],
      ['exit code 0', exitZeroOf(one)],
    ]),
  ]);
}

/** Told only where it is another answer. */
function exitZeroOf(one: CaseRecord): ComponentChild {
  if (answersAgree(one) || one.exitZero.minimalSets.length === 0) return '';
  return h('span', null, [
    `alone ${exitZeroVerb(one.exitZero.complete, one.exitZero.minimalSets)} `,
    ...alternatives(one.exitZero.minimalSets),
  ]);
}

/** Masked fields are many where a build is not reproducible. */
const MASKED_TOLD = 5;

/** What is odd about a case, and what was not compared. */
function remarks(one: CaseRecord): ComponentChild[] {
  // Its first line is told above.
  const failed = one.referenceFailure === null ? [] : caseHeadline(one).split('\n').slice(1);
  return lineList([
    ...contextLines(one),
    ...configurationLines(one),
    ...(one.reason === null ? [] : [one.reason]),
    ...failed,
    ...partialLines(one),
    ...coverLines(one),
    ...variationLines(one),
    ...violationLines(one),
    ...flakyLines(one),
    ...beyondLines(one),
    ...maskedLines(one, MASKED_TOLD),
  ]);
}

/** What was tried beyond the proof. */
function audit(one: CaseRecord): ComponentChild[] {
  return lineList([...truthTableLines(one), ...auditLines(one)]);
}
