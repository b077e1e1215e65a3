import { type ComponentChild, h } from 'preact';
import { countOf } from '../../../text/plain-text.ts';

/** What can be asked of the cases besides a text. */
export interface Filter {
  /** The word that rows carry. */
  readonly value: string;
  readonly label: string;
}

/** The controls that choose which cases are shown; without a script they would do nothing and are hidden. */
export function filterBar(count: number, filters: readonly Filter[], capabilities: readonly string[]): ComponentChild {
  return h('form', { class: 'filter', id: 'filter', role: 'search', 'aria-label': 'Filter the cases', hidden: true }, [
    h('label', null, [
      'Case ',
      h('input', {
        type: 'search',
        id: 'filter-text',
        autocomplete: 'off',
        spellcheck: false,
        placeholder: 'name or path',
      }),
    ]),
    h('label', null, [
      'Show ',
      h('select', { id: 'filter-state' }, options([{ value: '', label: 'all' }, ...filters])),
    ]),
    h('label', null, [
      'Needs ',
      h(
        'select',
        { id: 'filter-needs' },
        options([
          { value: '', label: 'anything' },
          ...capabilities.map((name) => ({ value: `needs:${name}`, label: name })),
        ]),
      ),
    ]),
    h('button', { type: 'reset' }, 'Reset'),
    h(
      'output',
      { id: 'filter-count', 'aria-live': 'polite', for: 'filter-text filter-state filter-needs' },
      countOf(count, 'case'),
    ),
  ]);
}

function options(filters: readonly Filter[]): ComponentChild[] {
  return filters.map(({ value, label }) => h('option', { value }, label));
}
