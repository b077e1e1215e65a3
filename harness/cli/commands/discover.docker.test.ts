import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setOf, union } from '../../capabilities/capability-set.ts';
import { readJournal } from '../../journal/journal.ts';
import type { CaseRecord } from '../../record/record.ts';
import { readRecord } from '../../runs/read-record.ts';
import { reasonToSkip } from '../../testing/programs/docker-fixture.ts';
import { eventsOf, journalWhen, objectsOfRun } from '../../testing/programs/run-at-work.ts';
import { type ProgramEnding, runBuiltProgram, startProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { ACCEPTED, recheckCertificate } from '../../testing/simulated/recheck-certificate.ts';

const reason = await reasonToSkip('auxiliary', 'buildah');

/** Buildah needs two of the universe for the base alone, one for the RUN, silently, and the last for nothing. */
const CASE = 'dockerfiles/setgid-foreign-group';
const OPTIONS = ['--builder', 'kaniko-caps/buildah:2', '--universe', 'CHOWN,FOWNER,FSETID,KILL'];
/**
 * One trial at a time, and nothing that depends on how long trials take or on what the kernel is seen to do: then two runs ask
 * the same questions in the same order.
 */
const DISCOVER = ['discover', ...OPTIONS, '--jobs', '1', '--audit', 'off', '--witness', 'off', '--vary', 'none'];

describe.skipIf(reason !== undefined)(`discovery with a real builder (${reason ?? 'available'})`, () => {
  let scratch: Scratch;
  let whole: string;
  let ending: ProgramEnding;

  beforeAll(async () => {
    scratch = await openScratch();
    whole = scratch.path('whole');
    ending = await runBuiltProgram(...DISCOVER, '--json', '--out', whole, CASE);
  });
  afterAll(() => scratch.remove());

  const onlyCase = async (directory: string): Promise<CaseRecord> => {
    const [one, ...others] = (await readRecord(directory)).cases;
    if (one === undefined || others.length > 0) throw new Error(`the record in ${directory} has not one case`);
    return one;
  };

  /** All that a case's record says, but for the names of trials: what the kill cut off is tried again under another. */
  const findingsOf = ({ trials: _, losses, ...findings }: CaseRecord): unknown => ({
    ...findings,
    losses: losses.map(({ trials, ...loss }) => ({ ...loss, trials: trials.length })),
  });

  it('proves what the build needs, and finds what is lost in silence', async () => {
    expect(ending).toMatchObject({ exitCode: 0 });
    expect(await onlyCase(whole)).toMatchObject({
      status: 'proven',
      faithful: { complete: true, minimalSets: [['CHOWN', 'FOWNER', 'FSETID']] },
      exitZero: { complete: true, minimalSets: [['CHOWN', 'FOWNER']] },
      violations: [],
      flaky: [],
      losses: [
        { capability: 'CHOWN', verdict: 'failed', phase: 'base' },
        { capability: 'FOWNER', verdict: 'failed', phase: 'base' },
        { capability: 'FSETID', verdict: 'degraded', differences: ['/tool lost setgid (2755 -> 0755)'] },
      ],
    });
  });

  it('prints the record that it keeps, and nothing else, with --json', async () => {
    expect(ending.stdout).toBe(await readFile(join(whole, 'record.json'), 'utf8'));
  });

  it.each(['faithful', 'exitZero'] as const)('keeps the trials that prove the answer "%s"', async (answer) => {
    expect(recheckCertificate(await onlyCase(whole), answer, 2)).toEqual(ACCEPTED);
  });

  it('reads from the kernel that each trial had its set, what the builder cannot do without, and no more', async () => {
    const entries = await readJournal(whole);
    const always = setOf('DAC_OVERRIDE', 'SETGID', 'SYS_CHROOT', 'SYS_ADMIN');
    const observations = eventsOf(entries, 'trial-observed').map(({ observation }) => observation);
    expect(observations.length).toBeGreaterThan(5);
    for (const { capabilities, evidence } of observations) {
      const granted = union(capabilities, always);
      expect(evidence).toMatchObject({ bounding: granted, permitted: granted, effective: granted });
      expect(evidence).toMatchObject({ inheritable: 0n, ambient: 0n, noNewPrivileges: false, uids: [0, 0, 0, 0] });
    }
  });

  it('leaves nothing on the engine', async () => {
    expect(await objectsOfRun((await readRecord(whole)).run.id)).toEqual([]);
  });

  it('keeps what the record can be derived from anew, so that an altered record shows', async () => {
    expect(await runBuiltProgram('verify-record', whole)).toMatchObject({ exitCode: 0 });
    const file = join(whole, 'record.json');
    const saved = await readFile(file, 'utf8');
    await writeFile(file, saved.replaceAll('"FSETID"', '"KILL"'));
    try {
      expect(await runBuiltProgram('verify-record', whole)).toMatchObject({ exitCode: 1 });
    } finally {
      await writeFile(file, saved);
    }
  });

  it('goes on after a kill as if nothing had happened', async () => {
    const killed = scratch.path('killed');
    const program = startProgram([...DISCOVER, '--out', killed, CASE]);
    await journalWhen(killed, (entries) => {
      const [intended, observed] = [eventsOf(entries, 'trial-intended'), eventsOf(entries, 'trial-observed')];
      return observed.length >= 4 && intended.length > observed.length;
    });
    program.process.kill('SIGKILL');
    expect(await program.ended).toMatchObject({ exitCode: null });
    const before = await readJournal(killed);
    const [{ run } = { run: '' }] = eventsOf(before, 'run-started');
    expect((await objectsOfRun(run)).length).toBeGreaterThan(0);

    expect(await runBuiltProgram('discover', '--resume', killed)).toMatchObject({ exitCode: 0 });

    const setsTried = async (directory: string): Promise<string[]> =>
      eventsOf(await readJournal(directory), 'trial-observed').map(({ observation }) =>
        observation.capabilities.toString(16),
      );
    expect((await readJournal(killed)).slice(0, before.length)).toEqual(before);
    expect(await setsTried(killed)).toEqual(await setsTried(whole));
    expect(findingsOf(await onlyCase(killed))).toEqual(findingsOf(await onlyCase(whole)));
    expect((await readRecord(killed)).run).toMatchObject({ id: run, status: 'complete' });
    expect(await runBuiltProgram('verify-record', killed)).toMatchObject({ exitCode: 0 });
    expect(await objectsOfRun(run)).toEqual([]);
  });

  it('answers from its record what a set breaks, without a trial', async () => {
    const answer = await runBuiltProgram('explain', whole, '--set', 'CHOWN,FOWNER');
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
    expect(answer.stdout).toContain('SILENT LOSS');
    expect(answer.stdout).toContain('/tool lost setgid (2755 -> 0755)');
  });

  it('audits what is only implied, and finds it so', async () => {
    const directory = scratch.path('audited');
    const args = ['discover', ...OPTIONS, '--audit', '4', '--audit-share', '0.9', '--out', directory, CASE];
    expect(await runBuiltProgram(...args)).toMatchObject({ exitCode: 0 });
    const one = await onlyCase(directory);
    expect(one).toMatchObject({ status: 'proven', violations: [] });
    // The universe has one capability more than the build needs, and with it the set is the universe.
    expect(one.audit?.faithful).toMatchObject({ below: { count: 7, tried: 7, disagreed: 0 }, above: { count: 0 } });
    expect(one.audit?.exitZero).toMatchObject({ below: { count: 3, tried: 3, disagreed: 0 } });
    expect(await runBuiltProgram('verify-record', directory)).toMatchObject({ exitCode: 0 });
  });

  it('ends with what is known when its budget is spent, and goes on with more', async () => {
    const directory = scratch.path('bounded');
    const bounded = await runBuiltProgram(...DISCOVER, '--max-trials', '4', '--out', directory, CASE);
    expect(bounded.exitCode).toBe(3);
    expect(bounded.stdout).toContain('the run reached --max-trials');
    expect((await readRecord(directory)).run).toMatchObject({ status: 'partial', trials: 4, budgetSpent: 'trials' });
    expect(await onlyCase(directory)).toMatchObject({ status: 'partial', faithful: { complete: false } });

    expect(await runBuiltProgram('discover', '--resume', directory, '--max-trials', '100')).toMatchObject({
      exitCode: 0,
    });
    expect((await readRecord(directory)).run).toMatchObject({ status: 'complete', budgetSpent: null });
    expect((await onlyCase(directory)).faithful).toEqual((await onlyCase(whole)).faithful);
  });

  it('tries every subset of a part of the universe on demand, and keeps their verdicts as a table', async () => {
    const directory = scratch.path('exhaustive');
    const args = ['discover', ...OPTIONS, '--exhaustive', '--over', 'FOWNER,FSETID', '--out', directory, CASE];
    const { exitCode, stderr } = await runBuiltProgram(...args);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('every subset: 8 trials');
    expect((await onlyCase(directory)).truthTable).toEqual({
      over: ['FOWNER', 'FSETID'],
      planes: [
        { besides: [], verdicts: '4X' },
        { besides: ['CHOWN', 'KILL'], verdicts: 'XDXF' },
      ],
    });
  });

  it('refuses a second process on a run at work, and does it no harm', async () => {
    const directory = scratch.path('shared');
    const first = startProgram([...DISCOVER, '--out', directory, CASE]);
    await journalWhen(directory, (entries) => eventsOf(entries, 'trial-observed').length >= 1);
    const second = await runBuiltProgram('discover', '--resume', directory);
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toContain('is in use by process');
    first.process.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ exitCode: 130 });
    expect(await runBuiltProgram('verify-record', directory)).toMatchObject({ exitCode: 0 });
  });
});
