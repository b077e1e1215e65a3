import { type ComponentChild, h } from 'preact';
import { EMPTY_SET, union } from '../../capabilities/capability-set.ts';
import { configurationChangeText } from '../../comparison/case-comparison-text.ts';
import type { ComparedFindings } from '../../comparison/compare-cases.ts';
import { countOf, safeText, shorten } from '../../text/plain-text.ts';
import { trialsText } from '../../text/set-text.ts';
import { allTrials } from './case-article.ts';
import type { CaseView } from './case-view.ts';
import { changeOf, PAGE_CHANGES, whyNotCompared } from './comparison-words.ts';
import { alternatives, lineList, rendered, sideMark, unfolded } from './elements.ts';
import { caseEvidence } from './evidence/case-evidence.ts';
import { latticeFigure } from './lattice/lattice-drawing.ts';
import type { ComparedView } from './matrix/comparison-matrix.ts';

/** One case of a comparison, folded up, as markup: what changed, the proof of it, and the evidence of both sides beside each other. */
export function comparisonArticle(view: ComparedView, positionOf: (side: CaseView) => number): string {
  const { compared, slug, before, after } = view;
  const { text, tone } = PAGE_CHANGES[changeOf(compared)];
  const sides = [before, after].filter((side) => side !== undefined);
  // Over the same capabilities, so that the drawings can be compared.
  const both = sides.flatMap(({ minimal }) => minimal).reduce(union, EMPTY_SET);
  return rendered(
    h('details', { class: 'case', id: `case-${slug}`, 'data-case': slug }, [
      h('summary', null, [
        h('h3', null, safeText(compared.id)),
        h('span', { class: 'answer' }, compared.kind === 'compared' ? needs(compared) : [whyNotCompared(compared)]),
        h('span', { class: `status ${tone}` }, text),
      ]),
      unfolded([
        h('div', { class: 'lead' }, compared.kind === 'compared' ? lineList(proofLines(compared)) : []),
        h(
          'div',
          { class: 'body sides' },
          sides.map((side) =>
            h('div', { class: 'told' }, [...sideMark(side), ...latticeFigure(side, both), ...caseEvidence(side)]),
          ),
        ),
        ...sides.map((side) => allTrials(side, positionOf(side))),
      ]),
    ]),
  );
}

function needs({ faithful: { relation, before, after } }: ComparedFindings): ComponentChild[] {
  if (relation === 'unchanged') return ['both need ', ...alternatives(after)];
  return ['A needs ', ...alternatives(before), h('br', null), 'B needs ', ...alternatives(after)];
}

/** The longest text on what a trial showed. */
const LONGEST = 200;

/** How many differences of an image are told before the rest is counted. */
const DIFFERENCES_TOLD = 8;

function proofLines({ configuration, faithful, exitZero, losses, image }: ComparedFindings): string[] {
  const differences = image.kind === 'differs' ? (image.differences ?? []) : [];
  const more = differences.length - DIFFERENCES_TOLD;
  return [
    ...(configuration === null ? [] : [configurationChangeText(configuration)]),
    ...faithful.witnesses.map(witnessText),
    ...exitZeroLines(faithful, exitZero),
    ...losses.map(lossText),
    ...(image.kind === 'differs'
      ? ['B builds a different image even with everything granted; no capability set changes that']
      : []),
    ...differences.slice(0, DIFFERENCES_TOLD).map((text) => shorten(text, LONGEST)),
    ...(more > 0 ? [`and ${countOf(more, 'further difference')}`] : []),
  ];
}

/** What both answers share is told once. */
function exitZeroLines(faithful: ComparedFindings['faithful'], exitZero: ComparedFindings['exitZero']): string[] {
  const told = faithful.witnesses.map(witnessText);
  const lines = (exitZero?.witnesses ?? []).map(witnessText).filter((line) => !told.includes(line));
  return lines.map((line) => `exit code 0: ${line}`);
}

type Witness = ComparedFindings['faithful']['witnesses'][number];

function witnessText({ serves, set, passing, failingSet, failing, shown }: Witness): string {
  const [here, there] = serves === 'before' ? ['A', 'B'] : ['B', 'A'];
  const besides = failingSet.filter((capability) => !set.includes(capability)).join(' ');
  const more = besides === '' ? '' : ` even with ${besides}`;
  const reason = shown[0] === undefined ? '' : `: ${shorten(shown[0], LONGEST)}`;
  return `${set.join(' ') || 'nothing'} works in ${here}${trialsText(passing)} and does not in ${there}${more}${trialsText(failing)}${reason}`;
}

function lossText({ capability, kind, trialsBefore, trialsAfter, shown }: ComparedFindings['losses'][number]): string {
  const [was, is] = kind === 'became-error' ? ['a silent loss', 'an error'] : ['an error', 'a silent loss'];
  const what = shown[0] === undefined ? '' : `: ${shorten(shown[0], LONGEST)}`;
  return `without ${capability}: ${was} in A${trialsText(trialsBefore)}, ${is} in B${trialsText(trialsAfter)}${what}`;
}
