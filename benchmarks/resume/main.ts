// The benchmark of scripts/bench-resume: how long it takes until a run of many trials is as far as it was when it was killed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countOf, numberText } from '../../harness/text/plain-text.ts';
import { markdownTable } from '../measuring/markdown-table.ts';
import { neededMs } from '../measuring/measure-program.ts';
import { type Measured, runBenchmark, SHORT } from '../measuring/run-benchmark.ts';
import { spreadText } from '../measuring/spread.ts';
import { writeLongJournal } from './long-journal.ts';
import { type ResumedCosts, resumeOnce } from './resume-once.ts';

const MOST_MS = 1_000;
const TRIALS = 10_000;

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, short: SHORT, once: { type: 'string' } },
});

if (options.once !== undefined) process.stdout.write(JSON.stringify(await resumeOnce(options.once)));
else await runBenchmark(options, measure);

/** Each time in a process of its own: a resumption finds nothing compiled. */
async function measure(scratch: string): Promise<Measured> {
  const directory = join(scratch, 'run');
  const lines = await writeLongJournal(directory, options.short ? 1_000 : TRIALS);
  const rounds = Array.from({ length: options.short ? 1 : Number(options.rounds) }, () => inOwnProcess(directory));
  const totals = rounds.map((one) => one.journalMs + one.fingerprintsMs + one.statesMs);
  const isKept =
    neededMs(rounds.map((one, index) => ({ ...one, durationMs: totals[index] ?? Number.NaN, peakBytes: 0 }))) <=
    MOST_MS;
  const rows = [
    ['the lines of the journal are checked and read', spreadText(rounds.map(({ journalMs }) => journalMs)), ''],
    ['the images are read', spreadText(rounds.map(({ fingerprintsMs }) => fingerprintsMs)), ''],
    ['what each case shows is derived', spreadText(rounds.map(({ statesMs }) => statesMs)), ''],
    ['together', spreadText(totals), isKept ? 'kept' : '**missed**'],
    ['of it at work, not waiting for others', spreadText(rounds.map(({ processorMs }) => processorMs)), ''],
  ];
  const what = `${countOf(rounds[0]?.trials ?? 0, 'trial')} of ${countOf(rounds[0]?.cases ?? 0, 'case')}, ${numberText(lines)} lines`;
  const table = markdownTable(['', 'from the start', `at most ${numberText(MOST_MS)} ms`], rows);
  return { text: `${what}.\n\n${table}`, areKept: isKept };
}

function inOwnProcess(directory: string): ResumedCosts {
  const [, script = ''] = process.argv;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--once', directory], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the resumption ended with exit code ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}
