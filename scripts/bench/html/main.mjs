// The benchmark of scripts/bench-html: from the start of the navigation until the whole page is drawn and its script has run.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { readRecord } from '../../../dist/cli/read-record.js';
import { htmlReport } from '../../../dist/report/html/html-report.js';
import { median, spreadText } from '../statistics.mjs';

const TARGET_MS = 1_000;

const { values: options } = parseArgs({
  options: { cases: { type: 'string', default: '200' }, rounds: { type: 'string', default: '5' } },
});

const scratch = await mkdtemp(join(tmpdir(), 'kaniko-caps-bench-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const record = await largeRecord(Number(options.cases));
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

/** The recorded cases over and over, each time under other names. */
async function largeRecord(count) {
  const names = (await readdir('results', { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('run-'))
    .map(({ name }) => name)
    .sort();
  const records = await Promise.all(names.map((name) => readRecord(join('results', name))));
  const recorded = records.flatMap(({ cases }) => cases);
  const cases = Array.from({ length: count }, (_, index) => {
    const one = recorded[index % recorded.length];
    return { ...one, id: `${one.id}-${index + 1}` };
  });
  const trials = cases.reduce((sum, one) => sum + one.trials.all.length, 0);
  return { ...records[0], run: { ...records[0].run, trials }, cases };
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
