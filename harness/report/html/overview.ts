import { type ComponentChild, h } from 'preact';
import type { CellState } from './cell-state.ts';
import { markup } from './elements.ts';
import { evidencePanel } from './evidence-panel.ts';
import { type Filter, filterBar } from './filter-bar.ts';
import { legendList } from './legend.ts';
import { type Matrix, matrixTable } from './matrix.ts';

/** What a page shows of its cases. */
export interface Overview {
  readonly matrix: Matrix;
  /** The states that the matrix has, for its legend. */
  readonly states: ReadonlySet<CellState>;
  readonly filters: readonly Filter[];
  /** Each case in full, as markup. */
  readonly list: readonly string[];
}

/** The matrix with what filters it and what shows its evidence, and the cases in full. */
export function overview({ matrix, states, filters, list }: Overview): ComponentChild[] {
  const capabilities = matrix.columns.map(({ capability }) => capability);
  return [
    h('section', { class: 'overview', 'aria-labelledby': 'matrix-title' }, [
      h('h2', { id: 'matrix-title' }, 'Cases and capabilities'),
      filterBar(list.length, filters, capabilities),
      legendList(states),
      h('div', { class: 'bench' }, [matrixTable(matrix), evidencePanel()]),
    ]),
    h('section', { id: 'cases', 'aria-labelledby': 'cases-title' }, [
      h('h2', { id: 'cases-title', tabindex: -1 }, 'Each case'),
      h('div', { class: 'list', ...markup(list) }),
    ]),
  ];
}
