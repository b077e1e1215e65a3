import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareRecords } from '../../comparison/compare-records.ts';
import type { RunRecord } from '../../record/record.ts';
import { type ReportReader, startReportReader } from '../../testing/documents/opened-reports.ts';
import { recordWith } from '../../testing/examples/hostile-record.ts';
import { HOSTILE_TEXTS } from '../../testing/examples/hostile-texts.ts';
import { findChromium, NO_CHROMIUM } from '../../testing/programs/chromium.ts';
import { htmlComparison } from './html-comparison.ts';
import { htmlReport } from './html-report.ts';

const chromium = findChromium();
const title = `a page of hostile texts in a browser${chromium === undefined ? ` (${NO_CHROMIUM})` : ''}`;

const PAGES: Readonly<Record<string, (record: RunRecord) => string>> = {
  report: htmlReport,
  comparison: (record) => htmlComparison(compareRecords(record, record), { before: record, after: record }),
};

/** A page has so many of them that a browser opens it at once. */
const TEXTS_OF_PAGE = 14;
const ALL = Object.values(HOSTILE_TEXTS);
const GROUPS = Array.from({ length: Math.ceil(ALL.length / TEXTS_OF_PAGE) }, (_, group) =>
  ALL.slice(group * TEXTS_OF_PAGE, (group + 1) * TEXTS_OF_PAGE),
);

/** A record with cases for each text, and the first of them in whatever else it says. */
function withEach([first = '', ...others]: readonly string[]): RunRecord {
  const record = recordWith(first);
  return { ...record, cases: [...record.cases, ...others.flatMap((text) => recordWith(text).cases)] };
}

/** A page whose own policy does not stop what its text may have begun. */
const withoutPolicy = (html: string): string => html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');

describe.skipIf(chromium === undefined)(title, () => {
  let reader: ReportReader;
  beforeAll(async () => {
    reader = await startReportReader(chromium ?? '');
  });
  afterAll(() => reader.close());

  describe.each(Object.entries(PAGES))('a %s', (_, page) => {
    it.each(GROUPS.map((texts, group) => [group + 1, texts] as const))(
      'has the same elements as one of harmless texts, and does nothing by itself (%d)',
      async (_group, texts) => {
        const expected = await opened(page(withEach(texts.map((_text, index) => `plain${index}`))));
        const html = page(withEach(texts));
        expect(await opened(html)).toEqual(expected);
        expect(await opened(withoutPolicy(html))).toEqual(expected);
      },
    );
  });

  /** What a page is once all of it is unfolded, and what it did. */
  async function opened(html: string): Promise<unknown> {
    const { page, address, misdeeds } = await reader.open(html);
    await page.evaluate(UNFOLD_ALL);
    const shape = await page.evaluate(SHAPE);
    const { messages, requests, dialogs } = misdeeds;
    await page.context().close();
    return { shape, messages, dialogs, others: requests.filter((request) => request !== address) };
  }
});

/** Opens every case and every list of trials; run in the page. */
const UNFOLD_ALL = `dispatchEvent(new Event('beforeprint'));
  for (const one of document.querySelectorAll('details')) one.open = true;`;

/** The elements with their attributes, and where links lead, without what depends on the length of a text; run in the page. */
const SHAPE = `JSON.stringify([...document.querySelectorAll('*:not(meta)')].map((one) => [
  one.localName,
  one.getAttributeNames().filter((name) => name !== 'open' && name !== 'tabindex').sort().join(' '),
  one.localName === 'a' ? one.protocol : '',
]).reduce((counts, [name, attributes, protocol]) => {
  const key = [name, attributes, protocol].join(' | ');
  counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}, {}), null, 1)`;
