import { attachFilter, resetFilter } from './filter.ts';
import { attachGrid } from './grid.ts';
import { attachCases, attachLattices, unfold } from './on-demand.ts';
import { attachPanel, openCell, panel } from './panel.ts';

// The beginning of the page's one script: attaches everything, and shows what the address names.
attachFilter();
attachGrid();
attachPanel();
attachCases();
attachLattices();
attachPrinting();
addEventListener('hashchange', followAddress);
followAddress();
if (panel().hidden && isWide()) openFirst();

/** Whether the panel has room beside the matrix. */
function isWide(): boolean {
  return matchMedia('(min-width:64rem)').matches;
}

/** What an address names is shown, whatever the filter hides. */
function followAddress(): void {
  const id = location.hash.slice(1);
  if (id === '') return;
  const cell = document.querySelector<HTMLAnchorElement>(`#matrix td a[href="#${CSS.escape(id)}"]`);
  const target = cell?.closest('tr') ?? document.getElementById(id);
  if (target === null) return;
  if (target.hidden) resetFilter();
  if (cell !== null && id.startsWith('loss-')) {
    openCell(cell);
    cell.scrollIntoView({ block: 'center' });
    return;
  }
  // On a phone the panel would lie over what was asked for.
  if (!isWide()) panel().hidden = true;
  if (target instanceof HTMLDetailsElement && target.matches('.case')) {
    target.open = true;
    unfold(target);
  }
  target.scrollIntoView();
}

/** Shows at once what asks most for attention, so that nobody has to guess what a cell leads to. */
function openFirst(): void {
  for (const kind of ['.worse', '.better', '.otherwise', '.silent', '.needed', 'td']) {
    const cell = document.querySelector<HTMLAnchorElement>(`#matrix ${kind} a`);
    if (cell !== null) {
      openCell(cell);
      return;
    }
  }
}

/** On paper every case is unfolded. */
function attachPrinting(): void {
  let folded: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll<HTMLDetailsElement>('.case:not([open])')];
    for (const details of folded) {
      unfold(details);
      details.open = true;
    }
  });
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false;
  });
}
