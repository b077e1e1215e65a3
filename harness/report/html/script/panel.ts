// @ts-nocheck: what stands here runs in a browser, whose names the rest of the program must not see. Nor are the other parts
// imported: all of them become one script. Tests run it in Chromium.

function attachPanel() {
  document.getElementById('matrix').addEventListener('click', (event) => {
    const link = event.target.closest('td:not(.none) a');
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, '', link.getAttribute('href'));
    openCell(link);
    document.getElementById('panel-title').focus({ preventScroll: true });
  });
  document.getElementById('panel-close').addEventListener('click', closePanel);
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.getElementById('panel').contains(document.activeElement)) closePanel();
  });
}

function closePanel() {
  const cell = document.querySelector('#matrix a[aria-current]');
  document.getElementById('panel').hidden = true;
  cell?.removeAttribute('aria-current');
  cell?.focus();
}

/** Shows a copy of the evidence that stands in the page; a copy has no ids, as an id names one element. */
function openCell(link) {
  const cell = link.closest('td');
  const row = link.closest('tr');
  const head = document.querySelectorAll('#matrix thead th')[cell.cellIndex];
  const sources = link.dataset.evidence === undefined ? [link.hash.slice(1)] : link.dataset.evidence.split(' ');
  unfold(document.getElementById(`case-${row.dataset.case}`));
  const copies = sources.map((id) => document.getElementById(id)?.cloneNode(true)).filter(Boolean);
  for (const copy of copies) for (const one of [copy, ...copy.querySelectorAll('[id]')]) one.removeAttribute('id');
  const word = document.createElement('span');
  word.className = `word ${cell.className}`;
  word.textContent = ` ${cell.querySelector('.said').textContent}`;
  const name = row.cells[0].querySelector('a');
  document.getElementById('panel-title').replaceChildren(`${head.abbr} in ${name.textContent}:`, word);
  const go = document.createElement('p');
  go.className = 'go';
  const whole = document.createElement('a');
  whole.href = name.hash;
  whole.textContent = `Everything on ${name.textContent}`;
  go.append(whole);
  document.getElementById('panel-body').replaceChildren(...copies, go);
  for (const other of document.querySelectorAll('#matrix a[aria-current]')) other.removeAttribute('aria-current');
  link.setAttribute('aria-current', 'true');
  const panel = document.getElementById('panel');
  panel.hidden = false;
  panel.scrollTop = 0;
}

/** The evidence of a cell beside the matrix. */
export const PANEL: readonly ((...parameters: never[]) => unknown)[] = [attachPanel, closePanel, openCell];
