import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareRecords } from '../../comparison/compare-records.ts';
import type { RunRecord } from '../../record/record.ts';
import { type ReportReader, startReportReader } from '../../testing/documents/opened-reports.ts';
import { recordedRuns } from '../../testing/examples/recorded-runs.ts';
import { caseOf, failedReference, lossOf, recordOf } from '../../testing/examples/records.ts';
import { findChromium, NO_CHROMIUM } from '../../testing/programs/chromium.ts';
import { htmlComparison } from './html-comparison.ts';

const chromium = findChromium();
const title = `the HTML comparison in a browser${chromium === undefined ? ` (${NO_CHROMIUM})` : ''}`;

const answer = (...minimalSets: string[][]) => ({ complete: true, minimalSets, maximalFailingSets: [] });

/** FSETID, whose loss was silent, is no longer needed; and a case of which only one record has an answer. */
const BEFORE = recordOf([caseOf(), caseOf({ id: 'same' }), failedReference()]);
const AFTER = recordOf([
  caseOf({ faithful: answer(['CHOWN']), exitZero: answer(['CHOWN']), losses: [lossOf()] }),
  caseOf({ id: 'same' }),
]);

function page(before: RunRecord, after: RunRecord): string {
  return htmlComparison(compareRecords(before, after), { before, after });
}

describe.skipIf(chromium === undefined)(title, () => {
  let reader: ReportReader;
  beforeAll(async () => {
    reader = await startReportReader(chromium ?? '');
  });
  afterAll(() => reader.close());

  it('says first what changed, and tells changed cells apart in words', async () => {
    const { page: shown, misdeeds } = await reader.open(page(BEFORE, AFTER));
    expect(await shown.getByRole('heading', { level: 1 }).textContent()).toBe('B needs less in 1 of 3 cases');
    const cells = await shown
      .getByRole('row', { name: /^setgid/ })
      .getByRole('gridcell')
      .allTextContents();
    expect(cells).toEqual(['●needed, as before', '▲→·was lost silently, is not needed']);
    expect(misdeeds.messages).toEqual([]);
  });

  it('shows the evidence of both sides of a cell', async () => {
    const { page: shown } = await reader.open(page(BEFORE, AFTER));
    await shown
      .getByRole('row', { name: /^setgid/ })
      .getByRole('gridcell')
      .last()
      .getByRole('link')
      .press('Enter');
    const told = await shown.locator('#panel-body h4').allTextContents();
    expect(told).toEqual(['A ▲ Without FSETID: exit code 0, but the image differs', 'B With CHOWN: the same image']);
  });

  it('shows only what changed when asked to', async () => {
    const { page: shown } = await reader.open(page(BEFORE, AFTER));
    await shown.getByRole('combobox', { name: 'Show' }).selectOption('all that changed');
    expect(await shown.locator('#matrix tbody tr:visible th a').allTextContents()).toEqual(['setgid-foreign-group']);
    expect(await shown.locator('[aria-live=polite]').textContent()).toBe('1 of 3 cases');
  });

  it('uses each id once and fits a phone, for recorded runs', async () => {
    const [before, after] = await recordedRuns();
    if (before === undefined || after === undefined) throw new Error('There are no recorded runs');
    const { page: shown, misdeeds } = await reader.open(page(before, after), { viewport: { width: 390, height: 844 } });
    await shown.evaluate('dispatchEvent(new Event("beforeprint"))');
    const ids = await shown.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    expect(ids).toHaveLength(new Set(ids).size);
    expect(await shown.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(misdeeds.messages).toEqual([]);
  });
});
