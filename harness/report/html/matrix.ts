import { type ComponentChild, h } from 'preact';
import { safeText } from '../plain-text.ts';
import { sign } from './elements.ts';

/** A row of a matrix. */
export interface MatrixRow {
  readonly slug: string;
  readonly name: string;
  /** What is to be said of the case as a whole; empty for nothing. */
  readonly note: string;
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
  /** The id of the element that holds the evidence; undefined where there is none. */
  readonly evidence: string | undefined;
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
        h('span', { class: 'count', 'aria-hidden': 'true' }, count),
        h('span', { class: 'said' }, `, ${countText}`),
      ]),
    ),
  ];
  const table = h('table', { id: 'matrix' }, [
    h('caption', null, caption),
    h('thead', null, h('tr', null, head)),
    h(
      'tbody',
      null,
      rows.map((row) => matrixRow(row, columns.length)),
    ),
  ]);
  return h(
    'div',
    { class: 'matrix', role: 'region', 'aria-label': 'Matrix of cases and capabilities', tabindex: 0 },
    table,
  );
}

function matrixRow({ slug, name, note, cells, text, filters }: MatrixRow, columns: number): ComponentChild {
  const heading = h('th', { scope: 'row' }, [
    h('a', { href: `#case-${slug}` }, safeText(name)),
    ...(note === '' ? [] : [h('span', { class: 'note' }, safeText(note))]),
  ]);
  const drawn =
    typeof cells === 'string'
      ? [h('td', { colspan: columns, class: 'none' }, h('a', { href: `#case-${slug}` }, safeText(cells)))]
      : cells.map(matrixCell);
  return h('tr', { 'data-case': slug, 'data-text': safeText(text).toLowerCase(), 'data-filters': filters.join(' ') }, [
    heading,
    ...drawn,
  ]);
}

function matrixCell({ look, sign: symbol, word, evidence }: MatrixCell): ComponentChild {
  const content = sign(symbol, word);
  return h('td', { class: look }, evidence === undefined ? content : h('a', { href: `#${evidence}` }, content));
}
