import { type ComponentChild, h } from 'preact';

/** Where the script shows the evidence of the cell that was chosen. */
export function evidencePanel(): ComponentChild {
  return h('aside', { class: 'panel', id: 'panel', 'aria-labelledby': 'panel-title', hidden: true }, [
    h('div', { class: 'panel-head' }, [
      h('h2', { id: 'panel-title', tabindex: -1 }, 'Evidence'),
      h('button', { type: 'button', id: 'panel-close', 'aria-label': 'Close the evidence' }, '✕'),
    ]),
    h('div', { id: 'panel-body' }),
  ]);
}
