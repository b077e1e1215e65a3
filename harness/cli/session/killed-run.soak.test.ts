import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readJournal } from '../../journal/journal.ts';
import { readRecord } from '../../runs/read-record.ts';
import { eventsOf, objectsOfRun } from '../../testing/programs/run-at-work.ts';
import { runBuiltProgram, startProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { describeWithExecutors } from '../../testing/programs/test-executors.ts';
import { findingsIn } from '../../testing/scripted/resumed-as-undisturbed.ts';

/** One trial at a time, and nothing that depends on how long trials take: then two runs ask the same in the same order. */
const ORDER = [
  '--jobs',
  '1',
  '--audit',
  'off',
  '--witness',
  'off',
  '--vary',
  'none',
  '--universe',
  'CHOWN,FOWNER,FSETID',
];
const CASE = 'dockerfiles/setgid-foreign-group';

/** How long after its line a run is killed: at once, and while a container is made or at work. */
const DELAYS_MS = [0, 150];

await describeWithExecutors(
  'a run of real trials with the executor %s that is killed',
  ['auxiliary'],
  ({ options }) => {
    let scratch: Scratch;
    let whole: string;
    beforeAll(async () => {
      scratch = await openScratch();
      whole = scratch.path('whole');
      expect(await runBuiltProgram('discover', ...options, ...ORDER, '--out', whole, CASE)).toMatchObject({
        exitCode: 0,
      });
    });
    afterAll(() => scratch.remove());

    it.each(DELAYS_MS)(
      '%i ms behind any line of its journal is gone on with as if nothing had happened',
      async (delayMs) => {
        const lines = (await linesIn(whole)).length;
        const reached = new Set<number>();
        for (let line = 1; line < lines; line += 1) {
          const directory = scratch.path(`killed-${delayMs}-${line}`);
          const program = startProgram(['discover', ...options, ...ORDER, '--out', directory, CASE]);
          while (program.process.exitCode === null && (await linesIn(directory)).length < line) await sleep(1);
          await sleep(delayMs);
          program.process.kill('SIGKILL');
          await program.ended;
          const kept = await linesIn(directory);
          reached.add(kept.length);
          await expectGoneOn(directory, kept, whole);
        }
        process.stderr.write(`killed behind ${reached.size} of ${lines - 1} lines, ${delayMs} ms later\n`);
      },
    );
  },
);

async function expectGoneOn(directory: string, kept: readonly string[], whole: string): Promise<void> {
  const point = `killed behind line ${kept.length}`;
  const resumed = await runBuiltProgram('discover', '--resume', directory);
  expect(resumed.exitCode, `${point}: ${resumed.stderr}`).toBe(0);
  expect((await linesIn(directory)).slice(0, kept.length), point).toEqual(kept);
  const [record, expected] = [await readRecord(directory), await readRecord(whole)];
  expect(findingsIn(record), point).toEqual(findingsIn(expected));
  const entries = await readJournal(directory);
  const observed = eventsOf(entries, 'trial-observed').map(({ observation }) => observation);
  expect(new Set(observed.map(({ trial }) => trial)).size, point).toBe(observed.length);
  const intended = eventsOf(entries, 'trial-intended').map(({ trial }) => trial);
  expect(new Set(intended).size, point).toBe(intended.length);
  const before = eventsOf(await readJournal(whole), 'trial-observed').map(({ observation }) => observation);
  const setsOf = (all: typeof observed) => all.map(({ capabilities, purpose }) => `${purpose} ${capabilities}`);
  expect(setsOf(observed), point).toEqual(setsOf(before));
  expect(await objectsOfRun(record.run.id), point).toEqual([]);
  expect(await runBuiltProgram('verify-record', directory), point).toMatchObject({ exitCode: 0 });
  expect((await readdir(directory)).toSorted(), point).toEqual(['fingerprints', 'journal.jsonl', 'record.json']);
}

/** The whole lines of a journal, of a run that may have none yet. */
async function linesIn(directory: string): Promise<string[]> {
  const text = await readFile(join(directory, 'journal.jsonl'), 'utf8').catch(() => '');
  return text.split('\n').slice(0, -1);
}
