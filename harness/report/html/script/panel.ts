import { caseOfRow } from './matrix-parts.ts';
import { unfold } from './on-demand.ts';
import { pageElement } from './page-element.ts';

/** The evidence of a cell beside the matrix. */
export function attachPanel(): void {
  pageElement('matrix', HTMLTableElement).addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('td:not(.none) a') : null;
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, '', link.getAttribute('href'));
    openCell(link);
    pageElement('panel-title', HTMLElement).focus({ preventScroll: true });
  });
  pageElement('panel-close', HTMLElement).addEventListener('click', closePanel);
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && panel().contains(document.activeElement)) closePanel();
  });
}

/** Where the evidence is shown. */
export function panel(): HTMLElement {
  return pageElement('panel', HTMLElement);
}

function closePanel(): void {
  const cell = document.querySelector<HTMLAnchorElement>('#matrix a[aria-current]');
  panel().hidden = true;
  cell?.removeAttribute('aria-current');
  cell?.focus();
}

/** Shows a copy of the evidence that stands in the page; a copy has no ids, as an id names one element. */
export function openCell(link: HTMLAnchorElement): void {
  const [cell, row] = [link.closest('td'), link.closest('tr')];
  if (cell === null || row === null) return;
  const inFull = caseOfRow(row);
  if (inFull !== null) unfold(inFull);
  const name = row.querySelector('a');
  const head = document.querySelectorAll<HTMLTableCellElement>('#matrix thead th')[cell.cellIndex];
  const word = document.createElement('span');
  word.className = `word ${cell.className}`;
  word.textContent = ` ${cell.querySelector('.said')?.textContent}`;
  pageElement('panel-title', HTMLElement).replaceChildren(`${head?.abbr} in ${name?.textContent}:`, word);
  const go = document.createElement('p');
  go.className = 'go';
  const whole = document.createElement('a');
  whole.href = name?.hash ?? '';
  whole.textContent = `Everything on ${name?.textContent}`;
  go.append(whole);
  pageElement('panel-body', HTMLElement).replaceChildren(...copiesOfEvidence(link), go);
  for (const other of document.querySelectorAll('#matrix a[aria-current]')) other.removeAttribute('aria-current');
  link.setAttribute('aria-current', 'true');
  panel().hidden = false;
  panel().scrollTop = 0;
}

function copiesOfEvidence({ dataset, hash }: HTMLAnchorElement): Element[] {
  const ids = dataset['evidence']?.split(' ') ?? [hash.slice(1)];
  return ids.flatMap((id) => {
    const copy = document.getElementById(id)?.cloneNode(true);
    if (!(copy instanceof Element)) return [];
    for (const one of [copy, ...copy.querySelectorAll('[id]')]) one.removeAttribute('id');
    return [copy];
  });
}
