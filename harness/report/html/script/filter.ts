import { keepOneStop } from './grid.ts';
import { caseOfRow, matrixRows } from './matrix-parts.ts';
import { pageElement } from './page-element.ts';

/** Shows the controls that choose cases, and does what they say. */
export function attachFilter(): void {
  const form = pageElement('filter', HTMLFormElement);
  form.hidden = false;
  form.addEventListener('input', applyFilter);
  form.addEventListener('submit', (event) => event.preventDefault());
  // The fields are emptied after the event.
  form.addEventListener('reset', () => setTimeout(applyFilter));
  applyFilter();
}

/** Shows all cases. */
export function resetFilter(): void {
  pageElement('filter', HTMLFormElement).reset();
  applyFilter();
}

/** Shows the rows, and the cases in full, that fit the text and carry the words that were chosen. */
function applyFilter(): void {
  const text = pageElement('filter-text', HTMLInputElement).value.trim().toLowerCase();
  const wanted = ['filter-state', 'filter-needs'].map((id) => pageElement(id, HTMLSelectElement).value).filter(Boolean);
  const rows = matrixRows();
  let shown = 0;
  for (const row of rows) {
    const words = row.dataset['filters']?.split(' ') ?? [];
    const fits = row.dataset['text']?.includes(text) === true && wanted.every((word) => words.includes(word));
    row.hidden = !fits;
    const inFull = caseOfRow(row);
    if (inFull !== null) inFull.hidden = !fits;
    if (fits) shown += 1;
  }
  const all = rows.length === 1 ? '1 case' : `${rows.length} cases`;
  pageElement('filter-count', HTMLOutputElement).textContent = shown === rows.length ? all : `${shown} of ${all}`;
  keepOneStop();
}
