// The benchmark of scripts/bench-search: measures each section in a process of its own, two at a time, and prints Markdown.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { HarnessError } from '../../harness/errors.ts';
import { type Measured, runBenchmark, SHORT } from '../measuring/run-benchmark.ts';
import { INTRODUCTION, SEARCH_PAGE } from './introduction.ts';
import { SAMPLE, WHOLE } from './sections/extent.ts';
import { SECTIONS, type Section } from './sections/sections.ts';

const AT_ONCE = 2;

const { values: options } = parseArgs({
  options: { write: { type: 'boolean', default: false }, section: { type: 'string' }, short: SHORT },
});

if (options.section === undefined) await runBenchmark(options, measureAll);
else console.log(JSON.stringify(await sectionAt(options.section).measure(WHOLE)));

async function measureAll(): Promise<Measured> {
  if (options.write && options.short) {
    throw new HarnessError('OPTIONS_CONFLICT', '--write and --short exclude each other', { hint: 'Leave one out.' });
  }
  const results = options.short ? await measureSamples() : await measureWhole();
  const sections = SECTIONS.map(({ title, text }, index) => `## ${title}\n\n${text}\n\n${results[index]?.text}\n`);
  const page = [INTRODUCTION, ...sections].join('\n');
  if (options.write) await writeFile(SEARCH_PAGE, page);
  return {
    text: options.write ? `Wrote ${SEARCH_PAGE}.` : page,
    areKept: results.every(({ areKept }) => areKept),
  };
}

async function measureSamples(): Promise<Measured[]> {
  const results: Measured[] = [];
  for (const section of SECTIONS) results.push(await section.measure(SAMPLE));
  return results;
}

async function measureWhole(): Promise<Measured[]> {
  const waiting = SECTIONS.map((_, index) => index);
  const results: Measured[] = [];
  const work = async (): Promise<void> => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      results[index] = await measureApart(index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

/** In a process of its own. */
async function measureApart(index: number): Promise<Measured> {
  const started = Date.now();
  const script = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--section', String(index)]);
  console.error(`${SECTIONS[index]?.title}: ${Math.round((Date.now() - started) / 1000)} s`);
  return JSON.parse(stdout);
}

function sectionAt(position: string): Section {
  const section = SECTIONS[Number(position)];
  if (section === undefined) throw new Error(`There is no section ${position}`);
  return section;
}
