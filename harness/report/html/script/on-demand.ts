import type { PackedTrials } from '../trials/packed-trials.ts';
import { pageElement } from './page-element.ts';

const TRIAL_COLUMNS = ['trial', 'granted', 'CapBnd', 'verdict', 'purpose', 'took', 'shown'];

/** What is folded up is no part of the page yet: it is brought in when its case is opened, or its evidence asked for. */
export function attachCases(): void {
  const whenToggled = ({ target }: Event): void => {
    if (target instanceof HTMLElement && target.matches('.case')) unfold(target);
  };
  document.addEventListener('toggle', whenToggled, true);
}

/** Brings in what a case holds, if that is not done yet. */
export function unfold(inFull: HTMLElement): void {
  const folded = inFull.querySelector(':scope > noscript');
  if (folded === null) return;
  const holder = document.createElement('template');
  holder.innerHTML = folded.textContent;
  folded.replaceWith(holder.content);
  for (const details of inFull.querySelectorAll<HTMLDetailsElement>('.trials')) {
    details.hidden = false;
    details.addEventListener('toggle', () => fillTrials(details), { once: true });
  }
}

/** A table of all trials is made of packed data. */
function fillTrials(details: HTMLDetailsElement): void {
  const { names, texts, cases }: PackedTrials = JSON.parse(pageElement('data', HTMLScriptElement).text);
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const name of TRIAL_COLUMNS) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const [id, mask, seen, ...rest] of cases[Number(details.dataset['trials'])] ?? []) {
    const set = names.filter((_, bit) => (BigInt(`0x${mask}`) >> BigInt(bit)) & 1n).join(' ') || 'nothing';
    const [verdict = '', purpose = '', took = '', ...shown] = rest.map((position) => texts[position]);
    const row = body.insertRow();
    for (const text of [id, set, seen || mask.padStart(16, '0'), verdict, purpose, took, shown.join('; ')])
      row.insertCell().textContent = text;
  }
  const holder = document.createElement('div');
  holder.append(table);
  details.append(holder);
}

/** What a pointer shows as a tooltip, a keyboard shows under the drawing. */
export function attachLattices(): void {
  const tell = ({ target }: Event): void => {
    const node = target instanceof Element ? target.closest('.node') : null;
    const told = node?.closest('.lattice')?.querySelector('.told');
    if (told) told.textContent = node?.querySelector('title')?.textContent ?? '';
  };
  document.addEventListener('focusin', tell);
  document.addEventListener('mouseover', tell);
}
