import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../journal/journal.ts';
import { readRecord } from '../../runs/read-record.ts';
import { reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { eventsOf, journalWhen, objectsOfRun } from '../../testing/programs/run-at-work.ts';
import { runBuiltProgram, startProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import type { JournalEntry } from '../../vocabulary/run-event.ts';

const reason = await reasonToSkip('auxiliary', 'buildah');

const DISCOVER = ['discover', '--builder', 'kaniko-caps/buildah:2', '--universe', 'CHOWN,FOWNER,KILL', '--jobs', '2'];

/** The program takes two signals closer than half a second for one key press. */
const BETWEEN_KEY_PRESSES_MS = 700;

describe.skipIf(reason !== undefined)(`an interrupted discovery (${reason ?? 'available'})`, () => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await openScratch();
  });
  afterAll(() => scratch.remove());

  const aTrialRuns = (entries: readonly JournalEntry[]): boolean =>
    eventsOf(entries, 'trial-intended').length > eventsOf(entries, 'trial-observed').length;

  it('finishes what runs after one Ctrl-C, and can be gone on with', async () => {
    const path = await scratch.writeCase('brief', ['FROM scratch', 'COPY --chown=1000:1000 file /file'], { file: 'x' });
    const directory = scratch.path('once');
    const program = startProgram([...DISCOVER, '--out', directory, path]);
    await journalWhen(directory, aTrialRuns);
    program.process.kill('SIGINT');
    const { exitCode, stderr } = await program.ended;

    expect(exitCode).toBe(130);
    expect(stderr).toContain(`kaniko-caps discover --resume ${directory}`);
    const entries = await readJournal(directory);
    const observations = eventsOf(entries, 'trial-observed').map(({ observation }) => observation);
    expect(
      eventsOf(entries, 'trial-intended')
        .map(({ trial }) => trial)
        .sort(),
    ).toEqual(observations.map(({ trial }) => trial).sort());
    expect(observations.map(({ outcome }) => outcome.kind)).not.toContain('cancelled');
    const { run, cases } = await readRecord(directory);
    expect(run.status).toBe('interrupted');
    expect(cases).toMatchObject([{ status: 'partial', faithful: { complete: false } }]);
    expect(await objectsOfRun(run.id)).toEqual([]);

    expect(await runBuiltProgram('discover', '--resume', directory)).toMatchObject({ exitCode: 0 });
    const resumed = await readRecord(directory);
    expect(resumed.run).toMatchObject({ id: run.id, status: 'complete' });
    expect(resumed.cases).toMatchObject([{ status: 'proven', faithful: { minimalSets: [['CHOWN', 'FOWNER']] } }]);
    expect(eventsOf(await readJournal(directory), 'trial-observed').slice(0, observations.length)).toMatchObject(
      observations.map((observation) => ({ observation })),
    );
  });

  it.each([
    ['a second Ctrl-C', ['SIGINT', 'SIGINT']],
    ['the signal that ends a job', ['SIGTERM']],
  ] as const)('stops what runs after %s, and takes nothing from it', async (_, signals) => {
    const path = await scratch.writeCase('endless', ['FROM busybox:stable', 'RUN sleep 600']);
    const directory = scratch.path(signals.join('-'));
    const program = startProgram([...DISCOVER, '--out', directory, path]);
    await journalWhen(directory, aTrialRuns);
    for (const signal of signals) {
      await sleep(BETWEEN_KEY_PRESSES_MS);
      program.process.kill(signal);
    }
    const signalled = Date.now();
    expect(await program.ended).toMatchObject({ exitCode: 130 });
    expect(Date.now() - signalled).toBeLessThan(30_000);

    const { run, cases } = await readRecord(directory);
    expect(cases).toMatchObject([{ status: 'partial', faithful: { complete: false, minimalSets: [] } }]);
    expect(new Set(cases[0]?.trials.all.map(({ verdict }) => verdict))).toEqual(new Set(['cancelled']));
    expect(await objectsOfRun(run.id)).toEqual([]);
  });
});
