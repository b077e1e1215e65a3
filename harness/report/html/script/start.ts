// @ts-nocheck: what stands here runs in a browser, whose names the rest of the program must not see. Nor are the other parts
// imported: all of them become one script. Tests run it in Chromium.

/** Shows the controls that work only with a script, and attaches everything. */
function start() {
  document.getElementById('filter').hidden = false;
  attachFilter();
  attachGrid();
  attachPanel();
  attachCases();
  attachLattices();
  attachPrinting();
  addEventListener('hashchange', followAddress);
  followAddress();
  if (document.getElementById('panel').hidden && isWide()) openFirst();
}

/** Whether the panel has room beside the matrix. */
function isWide() {
  return matchMedia('(min-width:64rem)').matches;
}

/** What an address names is shown, whatever the filter hides. */
function followAddress() {
  const id = location.hash.slice(1);
  if (id === '') return;
  const cell = document.querySelector(`#matrix td a[href="#${CSS.escape(id)}"]`);
  const target = cell?.closest('tr') ?? document.getElementById(id);
  if (target === null) return;
  if (target.hidden) resetFilter();
  if (cell !== null && id.startsWith('loss-')) {
    openCell(cell);
    cell.scrollIntoView({ block: 'center' });
    return;
  }
  // On a phone the panel would lie over what was asked for.
  if (!isWide()) document.getElementById('panel').hidden = true;
  if (target.matches('.case')) {
    target.open = true;
    unfold(target);
  }
  target.scrollIntoView();
}

/** Shows at once what asks most for attention, so that nobody has to guess what a cell leads to. */
function openFirst() {
  const order = ['.worse', '.better', '.otherwise', '.silent', '.needed', 'td'];
  const cell = order.map((kind) => document.querySelector(`#matrix ${kind} a`)).find(Boolean);
  if (cell !== undefined) openCell(cell);
}

/** On paper every case is unfolded. */
function attachPrinting() {
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('.case:not([open])')];
    for (const details of folded) {
      unfold(details);
      details.open = true;
    }
  });
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false;
  });
}

/** The beginning: attaches everything, and shows what the address names. */
export const START: readonly ((...parameters: never[]) => unknown)[] = [
  start,
  isWide,
  followAddress,
  openFirst,
  attachPrinting,
];
