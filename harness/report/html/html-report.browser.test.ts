import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReportReader, startReportReader } from '../../testing/documents/opened-reports.ts';
import { recordedRuns } from '../../testing/examples/recorded-runs.ts';
import { caseOf, failedReference, lossOf, recordOf, trialOf, violatedCase } from '../../testing/examples/records.ts';
import { findChromium, NO_CHROMIUM } from '../../testing/programs/chromium.ts';
import { htmlReport } from './html-report.ts';

const chromium = findChromium();
const title = `the HTML report in a browser${chromium === undefined ? ` (${NO_CHROMIUM})` : ''}`;

const FAILED = { set: ['FOWNER', 'FSETID'], verdict: 'failed', capBnd: '0000000000000018' } as const;

/** With the trials that its losses cite. */
const PROVEN = caseOf({
  trials: {
    ...caseOf().trials,
    all: [
      ...caseOf().trials.all,
      trialOf({ ...FAILED, id: 't0003', set: [...FAILED.set], shown: ['chown /tool: operation not permitted'] }),
    ],
  },
});

const RECORD = recordOf([
  PROVEN,
  caseOf({ id: 'copy-chown', path: 'dockerfiles/copy-chown', losses: [lossOf()] }),
  failedReference(),
  violatedCase({ id: 'chown-that-hurts' }),
]);

/** What a build, or whoever names its directory, may put into a record. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  "' onfocus='alert(3)' autofocus='",
  '</script><script>alert(4)</script>',
  '</style><h1 id=injected>injected</h1>',
  '\u001b]0;title\u0007\u001b[2Jcleared',
  'javascript:alert(5)',
  '../a b#c?d=e&f',
  '\u202egnirts',
];

describe.skipIf(chromium === undefined)(title, () => {
  let reader: ReportReader;
  beforeAll(async () => {
    reader = await startReportReader(chromium ?? '');
  });
  afterAll(() => reader.close());

  const shownCases = (page: Page): Promise<string[]> => page.locator('#matrix tbody tr:visible th a').allTextContents();

  it('opens from a file without a message on the console and asks for nothing else', async () => {
    for (const record of [RECORD, ...(await recordedRuns()).slice(0, 2)]) {
      const { address, misdeeds } = await reader.open(htmlReport(record));
      expect(misdeeds).toEqual({ messages: [], requests: [address], dialogs: [] });
    }
  });

  it('uses each id once, and links only to what is there', async () => {
    const twins = [caseOf({ id: 'a b' }), caseOf({ id: 'a-b' }), caseOf({ id: 'a/b' })];
    const { page } = await reader.open(htmlReport(recordOf([...RECORD.cases, ...twins])));
    await page.evaluate(UNFOLD_ALL);
    const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    expect(ids).toHaveLength(new Set(ids).size);
    const links = await page.locator('a[href^="#"]').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(links.filter((link) => !ids.includes((link ?? '').slice(1)))).toEqual([]);
  });

  it('filters by keyboard and tells how many cases are left', async () => {
    const { page } = await reader.open(htmlReport(RECORD));
    const text = page.getByRole('searchbox', { name: 'Case' });
    await text.focus();
    await page.keyboard.type('COPY');
    expect(await shownCases(page)).toEqual(['copy-chown']);
    const count = page.locator('[aria-live=polite]');
    expect(await count.textContent()).toBe('1 of 4 cases');
    expect(await page.locator('.case:visible').count()).toBe(1);
    await text.fill('');
    await page.keyboard.press('Tab');
    await page.keyboard.type('silent');
    expect(await shownCases(page)).toEqual(['setgid-foreign-group']);
    await page.getByRole('button', { name: 'Reset' }).press('Enter');
    await expect.poll(() => count.textContent()).toBe('4 cases');
  });

  it('has cells whose state is told in words, under the names of case and capability', async () => {
    const { page } = await reader.open(htmlReport(RECORD));
    const row = page.getByRole('row', { name: /^setgid-foreign-group/ });
    expect(await row.getByRole('gridcell').allTextContents()).toEqual(['●needed', '·not needed', '▲lost silently']);
    await expect(row.getByRole('rowheader').textContent()).resolves.toBe('setgid-foreign-group');
    const heads = await page.locator('#matrix').getByRole('columnheader').allTextContents();
    expect(heads.map((text) => text.replace(/[\d,].*/, ''))).toEqual(['case', 'CHOWN', 'FOWNER', 'FSETID']);
  });

  it('shows the evidence of a cell that is chosen by keyboard, and goes back to it', async () => {
    const { page } = await reader.open(htmlReport(RECORD));
    await page.locator('#matrix tbody a').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'CHOWN in setgid-foreign-group: needed' });
    const told = (await panel.textContent()) ?? '';
    expect(told).toContain('chown /tool: operation not permitted');
    expect(told).toContain('line 2, phase instruction: RUN chown 1000 /tool');
    expect(told).toContain('kaniko-caps verify --caps FOWNER,FSETID dockerfiles/setgid-foreign-group');
    const table = panel.getByRole('table', { name: 'Trials with and without CHOWN' });
    const masks = await table
      .getByRole('row', { name: /^CapBnd/ })
      .getByRole('cell')
      .allTextContents();
    expect(masks).toEqual(['0000000000000019', '0000000000000018']);
    expect(await table.getByRole('row', { name: /^trials/ }).textContent()).toMatch(/t0001.*t0003/);
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('●needed');
  });

  it('has one stop of the tab key for the matrix, from which arrow keys go on', async () => {
    const { page } = await reader.open(htmlReport(RECORD));
    expect(await page.locator('#matrix tbody a[tabindex="0"]').count()).toBe(1);
    await page.locator('#matrix tbody a[tabindex="0"]').focus();
    for (const key of ['ArrowDown', 'End', 'ArrowUp']) await page.keyboard.press(key);
    expect(await page.evaluate('document.activeElement.closest("td").cellIndex')).toBe(3);
  });

  it('shows what an address names: a case unfolded, a loss beside the matrix', async () => {
    const html = htmlReport(RECORD);
    const { page } = await reader.open(html, { fragment: '#case-copy-chown' });
    expect(await page.locator('#case-copy-chown').getAttribute('open')).not.toBeNull();
    const other = await reader.open(html, { fragment: '#loss-setgid-foreign-group.FSETID' });
    expect(await other.page.locator('#panel-title').textContent()).toContain('FSETID in setgid-foreign-group');
  });

  it('lists all trials of a case when asked to', async () => {
    const { page } = await reader.open(htmlReport(RECORD), { fragment: '#case-setgid-foreign-group' });
    await page.getByText('All 3 trials').click();
    const rows = page.locator('#case-setgid-foreign-group .trials tbody tr');
    expect(await rows.first().locator('td').allTextContents()).toEqual([
      ...['t0001', 'CHOWN FOWNER FSETID', '0000000000000019', 'faithful', 'search', '400 ms', ''],
    ]);
    expect(await rows.count()).toBe(3);
  });

  it('draws the lattice with sets that can be reached by keyboard and say what they do', async () => {
    const { page } = await reader.open(htmlReport(RECORD), { fragment: '#case-setgid-foreign-group' });
    const drawing = page.getByRole('group', { name: /^Lattice of setgid-foreign-group/ });
    const names = await drawing.getByRole('img').evaluateAll((all) => all.map((one) => one.textContent));
    expect(names).toHaveLength(4);
    await drawing.getByRole('img', { name: /^CHOWN FSETID: same image; a minimal set; trials t0002/ }).focus();
    expect(await page.locator('#case-setgid-foreign-group .lattice .told').textContent()).toContain('same image');
  });

  it('does not scroll sideways on a phone', async () => {
    for (const record of [RECORD, ...(await recordedRuns()).slice(-1)]) {
      const { page } = await reader.open(htmlReport(record), { viewport: { width: 390, height: 844 } });
      await page.evaluate(UNFOLD_ALL);
      await page.locator('#matrix td a').first().click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    }
  });

  it.each(['light', 'dark'] as const)('has text that can be read in the %s', async (colorScheme) => {
    const { page } = await reader.open(htmlReport(RECORD), { colorScheme, fragment: '#case-setgid-foreign-group' });
    const faint = await page.evaluate(FAINT_TEXTS);
    expect(faint).toEqual([]);
    const isDark = await page.evaluate('getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 100');
    expect(isDark).toBe(colorScheme === 'dark');
  });

  it('prints every case unfolded, without what only a screen can do', async () => {
    const { page } = await reader.open(htmlReport(RECORD));
    await page.emulateMedia({ media: 'print' });
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    const evidence = page.locator('#loss-setgid-foreign-group\\.CHOWN .evidence');
    expect((await evidence.boundingBox())?.height).toBeGreaterThan(50);
    for (const id of ['filter', 'panel']) expect(await page.locator(`#${id}`).isVisible()).toBe(false);
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
  });

  it('shows texts of strangers as text', async () => {
    const hostile = HOSTILE.map((text) =>
      caseOf({
        id: text,
        title: text,
        path: text,
        reason: text,
        status: 'partial',
        losses: [
          lossOf({ capability: text, message: text, differences: [text], denied: [{ program: text, count: 1 }] }),
        ],
        trials: { ...caseOf().trials, all: [trialOf({ id: text, shown: [text], capBnd: text })] },
      }),
    );
    const { page, address, misdeeds } = await reader.open(htmlReport(recordOf(hostile)));
    await page.evaluate(UNFOLD_ALL);
    await page.locator('#matrix td a').first().click();
    await page.locator('#matrix th a').first().click();
    await page.waitForFunction('document.querySelectorAll(".trials table").length > 5');
    expect(misdeeds).toEqual({ messages: [], requests: [address], dialogs: [] });
    expect(await page.locator('#injected, img, script:not([type]) ~ script').count()).toBe(0);
    const names = await page.locator('#matrix th a').allTextContents();
    expect(names.slice(0, 5)).toEqual(HOSTILE.slice(0, 5));
    for (const control of ['\u001b', '\u0007', '\u202e']) expect(names.join()).not.toContain(control);
  });

  it('can be read without a script: a cell leads to its evidence', async () => {
    const { page } = await reader.open(htmlReport(RECORD), { javaScriptEnabled: false });
    expect(await page.locator('#filter').isVisible()).toBe(false);
    await page.locator('#matrix td.silent a').first().click();
    expect(await page.locator('#loss-setgid-foreign-group\\.FSETID .evidence').isVisible()).toBe(true);
  });
});

/** Opens every case and every list of trials; run in the page. */
const UNFOLD_ALL = `dispatchEvent(new Event('beforeprint'));
  for (const one of document.querySelectorAll('details')) one.open = true;`;

/** The texts whose contrast with what is behind them is below 4.5, the least that WCAG asks for; run in the page. */
const FAINT_TEXTS = `(() => {
  const parse = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (one) => {
    for (let at = one; at !== null; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0.99) return color;
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll('body *:not(svg *):not(script)')].filter((one) =>
    one.checkVisibility() && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''));
  return texts.filter((one) => {
    const [a, b] = [parse(getComputedStyle(one).color), behind(one)].map(light);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  }).map((one) => one.className + ' ' + one.textContent.slice(0, 30));
})()`;
