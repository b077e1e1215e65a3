import { type ComponentChild, h } from 'preact';
import { evidencePanel } from '../evidence/evidence-panel.ts';
import type { CellState } from './cell-state.ts';
import { type Filter, filterBar } from './filter-bar.ts';
import { legendList } from './legend.ts';
import { type Matrix, matrixTable } from './matrix.ts';

/** What a page shows of its cases together. */
export interface Overview {
  readonly matrix: Matrix;
  /** The states that the matrix has, for its legend. */
  readonly states: ReadonlySet<CellState>;
  readonly filters: readonly Filter[];
}

/** The matrix with what filters it and what shows its evidence. */
export function overview({ matrix, states, filters }: Overview): ComponentChild {
  const capabilities = matrix.columns.map(({ capability }) => capability);
  return h('section', { class: 'overview', 'aria-labelledby': 'matrix-title' }, [
    h('h2', { id: 'matrix-title' }, 'Cases and capabilities'),
    filterBar(matrix.rows.length, filters, capabilities),
    legendList(states),
    h('div', { class: 'bench' }, [matrixTable(matrix), evidencePanel()]),
  ]);
}
