// @ts-nocheck: what stands here runs in a browser, whose names the rest of the program must not see. Tests run it in Chromium.

/** Shows the controls that work only with a script, and attaches everything. */
function start() {
  document.getElementById('filter').hidden = false;
  document.documentElement.classList.add('scripted');
  attachFilter();
  attachGrid();
  attachPanel();
  attachTrials();
  attachLattices();
  attachPrinting();
  addEventListener('hashchange', followAddress);
  followAddress();
  if (document.getElementById('panel').hidden && matchMedia('(min-width:64rem)').matches) openFirst();
}

/** What an address names is shown, whatever the filter hides. */
function followAddress() {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id === '' ? null : document.getElementById(id);
  if (target === null) return;
  const cell = document.querySelector(`#matrix td a[href="#${CSS.escape(id)}"]`);
  const around = target.closest('.case');
  if (around?.hidden) resetFilter();
  if (id.startsWith('loss-') && cell !== null) {
    openCell(cell);
    cell.scrollIntoView({ block: 'center' });
    return;
  }
  if (around !== null) around.open = true;
  target.scrollIntoView();
}

function openFirst() {
  const order = ['.worse', '.better', '.otherwise', '.silent', '.needed', 'td'];
  const cell = order.map((kind) => document.querySelector(`#matrix ${kind} a`)).find(Boolean);
  if (cell !== undefined) openCell(cell);
}

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

/** A table of all trials is made when somebody asks for it. */
function attachTrials() {
  for (const details of document.querySelectorAll('.trials')) {
    details.hidden = false;
    details.addEventListener('toggle', () => fillTrials(details), { once: true });
  }
}

function fillTrials(details) {
  const { names, texts, cases } = JSON.parse(document.getElementById('data').textContent);
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const name of ['trial', 'granted', 'CapBnd', 'verdict', 'purpose', 'took', 'shown']) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const [id, mask, seen, ...rest] of cases[details.dataset.trials]) {
    const set = names.filter((_, bit) => (BigInt(`0x${mask}`) >> BigInt(bit)) & 1n).join(' ') || 'nothing';
    const [verdict, purpose, took, ...shown] = rest.map((position) => texts[position]);
    const row = body.insertRow();
    for (const text of [id, set, seen || mask.padStart(16, '0'), verdict, purpose, took, shown.join('; ')])
      row.insertCell().textContent = text;
  }
  const holder = document.createElement('div');
  holder.append(table);
  details.append(holder);
}

/** What a pointer shows as a tooltip, a keyboard shows under the drawing. */
function attachLattices() {
  const tell = ({ target }) => {
    const node = target.closest?.('.node');
    if (!node) return;
    node.closest('.lattice').querySelector('.told').textContent = node.querySelector('title').textContent;
  };
  document.addEventListener('focusin', tell);
  document.addEventListener('mouseover', tell);
}

/** Browsers that cannot unfold by style alone. */
function attachPrinting() {
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('.case:not([open])')];
    for (const details of folded) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false;
  });
}

const PARTS = [
  start,
  followAddress,
  openFirst,
  attachFilter,
  resetFilter,
  applyFilter,
  attachGrid,
  keepOneStop,
  moveInGrid,
  attachPanel,
  closePanel,
  openCell,
  attachTrials,
  fillTrials,
  attachLattices,
  attachPrinting,
];

/** The one script of the page, made of the functions above; the page's policy names its hash. */
export const PAGE_SCRIPT: string = [...PARTS.map(String), 'start();'].join('\n');
