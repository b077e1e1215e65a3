import { matrixRows } from './matrix-parts.ts';
import { pageElement } from './page-element.ts';

/** Down and right, in rows and cells. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Home: [0, -99],
  End: [0, 99],
};

/** One stop of the tab key for the whole matrix: arrow keys go on from there. */
export function attachGrid(): void {
  const table = pageElement('matrix', HTMLTableElement);
  table.setAttribute('role', 'grid');
  table.addEventListener('keydown', moveInGrid);
  table.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLAnchorElement) keepOneStop(target);
  });
}

/** Leaves one link of the matrix to the tab key: this one, else the one it was if it can be seen, else the first. */
export function keepOneStop(stop?: HTMLAnchorElement): void {
  const links = matrixRows().flatMap((row) => [...row.querySelectorAll('a')].map((link) => ({ row, link })));
  const visible = links.filter(({ row }) => !row.hidden).map(({ link }) => link);
  const kept = stop ?? visible.find((link) => link.tabIndex === 0) ?? visible[0];
  for (const { link } of links) link.tabIndex = link === kept ? 0 : -1;
}

function moveInGrid(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  const cell = event.target instanceof Element ? event.target.closest<HTMLTableCellElement>('th, td') : null;
  const own = cell?.closest('tr');
  if (step === undefined || !cell || !own || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const [down, right] = step;
  const rows = matrixRows().filter((row) => !row.hidden);
  const row = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(own) + down))];
  if (row === undefined) return;
  const links = [...row.cells].map((one) => one.querySelector('a'));
  const wanted = Math.min(links.length - 1, Math.max(0, cell.cellIndex + right));
  const link = links[wanted] ?? (right < 0 ? links.slice(0, wanted) : links.slice(wanted)).find((one) => one !== null);
  link?.focus();
}
