import { type ComponentChild, h } from 'preact';
import { CELL_STATES, type CellState, MEANINGS, SIGNS } from './cell-state.ts';

/** What the signs mean of those states that the matrix has. */
export function legendList(states: ReadonlySet<CellState>): ComponentChild {
  return h(
    'ul',
    { class: 'legend', 'aria-label': 'Signs' },
    CELL_STATES.filter((state) => states.has(state)).map((state) =>
      h('li', { class: state }, [
        h('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[state]),
        ` ${MEANINGS[state]}`,
      ]),
    ),
  );
}
