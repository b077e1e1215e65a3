// @ts-nocheck: what stands here runs in a browser, whose names the rest of the program must not see. Nor are the other parts
// imported: all of them become one script. Tests run it in Chromium.

/** What is folded up is no part of the page yet: it is brought in when its case is opened, or its evidence asked for. */
function attachCases() {
  const whenToggled = ({ target }) => {
    if (target.matches('.case')) unfold(target);
  };
  document.addEventListener('toggle', whenToggled, true);
}

function unfold(article) {
  const folded = article.querySelector(':scope > noscript');
  if (folded === null) return;
  const holder = document.createElement('template');
  holder.innerHTML = folded.textContent;
  folded.replaceWith(holder.content);
  for (const details of article.querySelectorAll('.trials')) {
    details.hidden = false;
    details.addEventListener('toggle', () => fillTrials(details), { once: true });
  }
}

/** A table of all trials is made of packed data. */
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

/** What is made or told when somebody asks for it. */
export const ON_DEMAND: readonly ((...parameters: never[]) => unknown)[] = [
  attachCases,
  unfold,
  fillTrials,
  attachLattices,
];
