// The benchmark of scripts/bench-search: measures each section in a process of its own, two at a time, and prints Markdown.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { SECTIONS } from '../../../.work/bench-search/testing/bench/sections.js';

const DOCUMENT = 'docs/search-benchmark.md';
const AT_ONCE = 2;

const INTRODUCTION = `# What the search costs

Trials, rounds and makespan of the search for minimal capability sets, beside what else is in use for such problems, on synthetic
builds and on recorded ones. Nothing here is timed: trials run on a virtual clock and all randomness is seeded, so every run of

\`\`\`
scripts/bench-search            # prints this page; fails if a target is missed
scripts/bench-search --write    # writes it to ${DOCUMENT}
\`\`\`

gives the same page. The reference build, which passes with everything granted, is known to all and counted for none.

| | finds | proves | takes a guess | asks at once |
| --- | --- | --- | --- | --- |
| ours | all minimal sets | all of them minimal, and that there are no others | yes | as many sets as there are slots |
| MARCO | all minimal sets | the same | no | seeds; shrinks one set after the other |
| QuickXplain + proof | one minimal set | that it is minimal, and whether it is the only one | no | the proof |
| ddmin | one minimal set | that it is minimal | no | the parts of one division |
| drop-one | what all minimal sets share | nothing more | no | everything |

All of them use what monotony implies, so that none asks what it could know.
`;

const { values: options } = parseArgs({
  options: { write: { type: 'boolean', default: false }, section: { type: 'string' } },
});

if (options.section === undefined) await runAll();
else console.log(JSON.stringify(await SECTIONS[Number(options.section)].measure()));

async function runAll() {
  const waiting = SECTIONS.map((_, index) => index);
  const results = [];
  const work = async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift())
      results[index] = await runOne(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const sections = SECTIONS.map(({ title, text }, index) => `## ${title}\n\n${text}\n\n${results[index].text}\n`);
  const page = [INTRODUCTION, ...sections].join('\n');
  if (options.write) {
    await mkdir('docs', { recursive: true });
    await writeFile(DOCUMENT, page);
    console.log(`Wrote ${DOCUMENT}.`);
  } else console.log(page);
  if (results.some(({ areKept }) => !areKept)) {
    console.error('A target was missed.');
    process.exitCode = 1;
  }
}

async function runOne(index) {
  const started = Date.now();
  const script = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--section', String(index)]);
  console.error(`${SECTIONS[index].title}: ${Math.round((Date.now() - started) / 1000)} s`);
  return JSON.parse(stdout);
}
