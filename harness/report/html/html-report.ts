import { createHash } from 'node:crypto';
import { type ComponentChild, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { answerTrials } from '../../record/answer-trials.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { alwaysGrantedText } from '../always-granted.ts';
import { auditSummary } from '../audit-text.ts';
import { caseSummary } from '../case-summary.ts';
import { budgetLines } from '../partial-text.ts';
import { durationText, safeText } from '../plain-text.ts';
import { popularListText } from '../popular-list.ts';
import { headline, profileLines } from '../table.ts';
import { cellText } from './cell-text.ts';
import { STYLE } from './style.ts';

/** Nothing is loaded and no script runs; the style is the one that is in the page. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** The result of a run as one self-contained page without a script. */
export function htmlReport(record: RunRecord): string {
  const page = h('html', { lang: 'en' }, [
    h('head', null, [
      h('meta', { charset: 'utf-8' }),
      h('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', null, 'kaniko-caps report'),
      // Through the library, so that nothing in it is escaped: its hash is that of the text as written.
      h('style', { dangerouslySetInnerHTML: { __html: STYLE } }),
    ]),
    h('body', null, h('main', null, [...answer(record), matrix(record), ...record.cases.map(caseSection)])),
  ]);
  return `<!doctype html>\n${renderToString(page)}\n`;
}

function answer(record: RunRecord): ComponentChild[] {
  const lines = [
    ...alwaysGrantedText(record),
    ...profileLines(record),
    ...popularListText(record),
    ...budgetLines(record),
    ...auditSummary(record),
  ];
  return [
    h('h1', null, 'Capabilities that the builds need'),
    h('p', null, headline(record)),
    ...lines.map((line) => h('p', null, line)),
  ];
}

/** What asks for no attention. */
const QUIET = ['not needed', 'not in universe'];

function cell(text: string): ComponentChild {
  return h('td', QUIET.includes(text) ? { class: 'quiet' } : null, text);
}

function matrix({ cases }: RunRecord): ComponentChild {
  const columns = [...new Set(cases.flatMap(({ universe }) => universe))].filter((name) =>
    cases.some((one) => !QUIET.includes(cellText(one, name))),
  );
  const head = ['case', ...columns].map((name) => h('th', { scope: 'col' }, safeText(name)));
  const rows = cases.map((one, index) =>
    h('tr', null, [
      h('th', { scope: 'row' }, h('a', { href: `#case-${index}` }, safeText(one.id))),
      ...columns.map((name) => cell(cellText(one, name))),
    ]),
  );
  const table = h('table', null, [
    h('caption', null, 'What each case needs; a capability that no case needs has no column'),
    h('thead', null, h('tr', null, head)),
    h('tbody', null, rows),
  ]);
  const label = 'Cases and the capabilities that they need';
  return h('div', { class: 'wide', role: 'region', 'aria-label': label, tabindex: 0 }, table);
}

function caseSection(one: CaseRecord, index: number): ComponentChild {
  return h('section', { id: `case-${index}`, 'aria-labelledby': `name-${index}` }, [
    h('h2', { id: `name-${index}` }, safeText(one.id)),
    ...caseSummary(one)
      .split('\n')
      .map((line) => h('div', null, h('code', null, line.trim()))),
    evidence(one),
  ]);
}

/** The trials that show what is lost, each with what the kernel granted. */
function evidence(one: CaseRecord): ComponentChild {
  const ids = new Set(one.losses.flatMap(({ trials }) => trials));
  const serving = new Set(one.faithful.minimalSets.map((set) => set.join()));
  const rows = answerTrials(one).filter(({ id, set }) => ids.has(id) || serving.has(set.join()));
  const cells = rows.map(({ id, set, capBnd, verdict, purpose, shown, durationMs }) => [
    ...[id, set.join(' ') || 'nothing', capBnd ?? 'not read', verdict, purpose ?? 'not recorded'],
    ...[shown.join('; '), durationText(durationMs)],
  ]);
  const head = ['trial', 'granted', 'CapBnd', 'verdict', 'purpose', 'shown', 'took'];
  const table = h('table', null, [
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        head.map((name) => h('th', { scope: 'col' }, name)),
      ),
    ),
    h(
      'tbody',
      null,
      cells.map((row) =>
        h(
          'tr',
          null,
          row.map((text) => h('td', null, safeText(text))),
        ),
      ),
    ),
  ]);
  return h('details', null, [
    h('summary', null, 'Evidence: the trials with and without'),
    h('div', { class: 'wide' }, table),
  ]);
}
