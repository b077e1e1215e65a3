// @ts-nocheck: what stands here runs in a browser, whose names the rest of the program must not see. Nor are the other parts
// imported: all of them become one script. Tests run it in Chromium.

/** One stop of the tab key for the whole matrix: arrow keys go on from there. */
function attachGrid() {
  const table = document.getElementById('matrix');
  table.setAttribute('role', 'grid');
  table.addEventListener('keydown', moveInGrid);
  table.addEventListener('focusin', ({ target }) => {
    if (target.matches('a')) keepOneStop(target);
  });
}

function keepOneStop(stop) {
  const links = [...document.querySelectorAll('#matrix tbody a')];
  const visible = links.filter((link) => !link.closest('tr').hidden);
  const kept = stop ?? visible.find((link) => link.tabIndex === 0) ?? visible[0];
  for (const link of links) link.tabIndex = link === kept ? 0 : -1;
}

function moveInGrid(event) {
  const steps = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    Home: [0, -99],
    End: [0, 99],
  };
  const step = steps[event.key];
  const cell = event.target.closest('th, td');
  if (step === undefined || cell === null || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const rows = [...document.querySelectorAll('#matrix tbody tr')].filter((row) => !row.hidden);
  const row = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(cell.parentElement) + step[0]))];
  const links = [...row.cells].map((one) => one.querySelector('a'));
  const wanted = Math.min(links.length - 1, Math.max(0, cell.cellIndex + step[1]));
  const link = links[wanted] ?? (step[1] < 0 ? links.slice(0, wanted) : links.slice(wanted)).find(Boolean);
  link?.focus();
}

/** The matrix by keyboard. */
export const GRID: readonly ((...parameters: never[]) => unknown)[] = [attachGrid, keepOneStop, moveInGrid];
