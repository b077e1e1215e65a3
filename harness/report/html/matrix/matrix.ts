import { type ComponentChild, h } from 'preact';
import { safeText } from '../../../text/plain-text.ts';
import { markup, rendered, sign } from '../elements.ts';
import type { CellState } from './cell-state.ts';

/** A row of a matrix. */
export interface MatrixRow {
  readonly slug: string;
  readonly name: string;
  /** What is to be said of the case as a whole, and how that looks; undefined for nothing. */
  readonly note: { readonly text: string; readonly tone: string } | undefined;
  /** A cell for each column, or why there are none. */
  readonly cells: readonly MatrixCell[] | string;
  /** What a search for text looks at. */
  readonly text: string;
  /** The filters that let it through. */
  readonly filters: readonly string[];
}

/** What a row says of one capability. */
export interface MatrixCell {
  /** How it looks: the class of the cell. */
  readonly look: string;
  readonly sign: string;
  readonly word: string;
  /** The ids of the elements that hold the evidence; none where there is none. */
  readonly evidence: readonly string[];
}

/** A matrix, and which states it has. */
export interface StatedMatrix {
  readonly matrix: Matrix;
  readonly states: ReadonlySet<CellState>;
}

/** A matrix with what names it. */
export interface Matrix {
  readonly caption: string;
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
}

/** A column, and how many rows have something in it. */
export interface MatrixColumn {
  readonly capability: string;
  readonly count: number;
  /** What is counted: `26 cases need it`. */
  readonly countText: string;
}

/** A table of cases and capabilities, each cell a link to its evidence. */
export function matrixTable({ caption, columns, rows }: Matrix): ComponentChild {
  const head = [
    h('th', { scope: 'col', class: 'corner' }, 'case'),
    ...columns.map(({ capability, count, countText }) =>
      h('th', { scope: 'col', abbr: capability }, [
        h('span', { class: 'name' }, capability),
        h('span', { class: 'count', 'aria-hidden': 'true' }, count === 0 ? '' : count),
        h('span', { class: 'said' }, `, ${countText}`),
      ]),
    ),
  ];
  const table = h('table', { id: 'matrix' }, [
    h('caption', null, caption),
    h('thead', null, h('tr', null, head)),
    h('tbody', markup(rows.map((row) => matrixRow(row, columns.length)))),
  ]);
  return h(
    'div',
    { class: 'matrix', role: 'region', 'aria-label': 'Matrix of cases and capabilities', tabindex: 0 },
    table,
  );
}

function matrixRow({ slug, name, note, cells, text, filters }: MatrixRow, columns: number): string {
  const heading = h('th', { scope: 'row' }, [
    h('a', { href: `#case-${slug}` }, safeText(name)),
    ...(note === undefined ? [] : [h('span', { class: `note ${note.tone}` }, note.text)]),
  ]);
  const drawn =
    typeof cells === 'string'
      ? [h('td', { colspan: columns, class: 'none' }, h('a', { href: `#case-${slug}` }, safeText(cells)))]
      : cells.map(matrixCell);
  return rendered(
    h('tr', { 'data-case': slug, 'data-text': safeText(text).toLowerCase(), 'data-filters': filters.join(' ') }, [
      heading,
      ...drawn,
    ]),
  );
}

function matrixCell({ look, sign: symbol, word, evidence }: MatrixCell): ComponentChild {
  const content = sign(symbol, word);
  const [first, ...others] = evidence;
  if (first === undefined) return h('td', { class: look }, content);
  const all = others.length === 0 ? {} : { 'data-evidence': evidence.join(' ') };
  return h('td', { class: look }, h('a', { href: `#${first}`, ...all }, content));
}
