// @ts-nocheck: what stands here runs in a browser, whose names the rest of the program must not see. Nor are the other parts
// imported: all of them become one script. Tests run it in Chromium.

function attachFilter() {
  const form = document.getElementById('filter');
  form.addEventListener('input', applyFilter);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(applyFilter));
  applyFilter();
}

function resetFilter() {
  document.getElementById('filter').reset();
  applyFilter();
}

/** Shows the rows, and the cases in full, that fit the text and carry the words that were chosen. */
function applyFilter() {
  const text = document.getElementById('filter-text').value.trim().toLowerCase();
  const wanted = ['filter-state', 'filter-needs'].map((id) => document.getElementById(id).value).filter(Boolean);
  const rows = [...document.querySelectorAll('#matrix tbody tr')];
  let shown = 0;
  for (const row of rows) {
    const words = row.dataset.filters.split(' ');
    const fits = row.dataset.text.includes(text) && wanted.every((word) => words.includes(word));
    row.hidden = !fits;
    const article = document.getElementById(`case-${row.dataset.case}`);
    if (article !== null) article.hidden = !fits;
    if (fits) shown += 1;
  }
  const all = rows.length === 1 ? '1 case' : `${rows.length} cases`;
  document.getElementById('filter-count').textContent = shown === rows.length ? all : `${shown} of ${all}`;
  keepOneStop();
}

/** Which cases are shown. */
export const FILTER: readonly ((...parameters: never[]) => unknown)[] = [attachFilter, resetFilter, applyFilter];
