// The benchmark of scripts/bench-html: from the start of the navigation until the whole page is drawn and its script has run.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findChromium, launchChromium, NO_CHROMIUM } from '../../../.work/bench-html/testing/chromium.js';
import { largeRecord } from '../../../.work/bench-html/testing/large-record.js';
import { recordedRuns } from '../../../.work/bench-html/testing/recorded-runs.js';
import { htmlReport } from '../../../dist/report/html/html-report.js';
import { median, spreadText } from '../statistics.mjs';

const TARGET_MS = 1_000;

const TRIALS_OF_A_CASE = 100;

const { values: options } = parseArgs({
  options: { cases: { type: 'string', default: '200' }, rounds: { type: 'string', default: '5' } },
});

const executable = findChromium();
if (executable === undefined) {
  console.error(`Nothing to open the page with: ${NO_CHROMIUM}.`);
  process.exit(3);
}
const scratch = await mkdtemp(join(tmpdir(), 'kaniko-caps-bench-'));
const browser = await launchChromium(executable);
try {
  const cases = Number(options.cases);
  const record = largeRecord(await recordedRuns(), { cases, trials: cases * TRIALS_OF_A_CASE });
  const html = htmlReport(record);
  const file = join(scratch, 'report.html');
  await writeFile(file, html);
  const times = [];
  for (let round = 0; round < Number(options.rounds); round += 1) times.push(await openTime(file));
  const size = `${(Buffer.byteLength(html) / 2 ** 20).toFixed(1)} MiB`;
  console.log(`${record.cases.length} cases, ${record.run.trials} trials, ${size}: ${spreadText(times)}`);
  if (median(times) >= TARGET_MS) {
    console.error(`That is not under ${TARGET_MS} ms.`);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  await rm(scratch, { recursive: true, force: true });
}

async function openTime(file) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('#matrix tbody td');
    const drawn =
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))';
    return await page.evaluate(drawn);
  } finally {
    await page.close();
  }
}
