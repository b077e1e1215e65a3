// The benchmark of scripts/bench-html: from the start of the navigation until the whole page is drawn and its script has run.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { htmlReport } from '../../harness/report/html/html-report.ts';
import { largeRecord } from '../../harness/testing/examples/large-record.ts';
import { recordedRuns } from '../../harness/testing/examples/recorded-runs.ts';
import { findChromium, launchChromium, NO_CHROMIUM } from '../../harness/testing/programs/chromium.ts';
import { type Measured, runBenchmark, SHORT } from '../measuring/run-benchmark.ts';
import { median, spreadText } from '../measuring/spread.ts';

const TARGET_MS = 1_000;

const TRIALS_OF_A_CASE = 100;

/** Settles when what was there at the time has been drawn; run in the page. */
const DRAWN =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))';

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    short: SHORT,
  },
});

const executable = findChromium();
if (executable === undefined) {
  console.error(`Nothing can open the page: ${NO_CHROMIUM}.`);
  process.exit(3);
}

await runBenchmark(options, async (scratch): Promise<Measured> => {
  const [cases, rounds] = options.short ? [5, 1] : [Number(options.cases), Number(options.rounds)];
  const record = largeRecord(await recordedRuns(), { cases, trials: cases * TRIALS_OF_A_CASE });
  const html = htmlReport(record);
  const file = join(scratch, 'report.html');
  await writeFile(file, html);
  const browser = await launchChromium(executable);
  try {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await openTime(browser, file));
    const size = `${(Buffer.byteLength(html) / 2 ** 20).toFixed(1)} MiB`;
    const text = `${record.cases.length} cases, ${record.run.trials} trials, ${size}: ${spreadText(times)}; target: under ${TARGET_MS} ms`;
    return { text, areKept: median(times) < TARGET_MS };
  } finally {
    await browser.close();
  }
});

async function openTime(browser: Browser, file: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('#matrix tbody td');
    return await page.evaluate<number>(DRAWN);
  } finally {
    await page.close();
  }
}
