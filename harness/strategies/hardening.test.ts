import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, fromMask, setOf } from '../capabilities/capability-set.ts';
import { runCases } from '../discovery/run-cases.ts';
import type { RunRequest } from '../discovery/run-settings.ts';
import { readJournal } from '../journal/journal.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { derivedRecord } from '../runs/kept-run.ts';
import { UNAUDITED } from '../testing/examples/plans.ts';
import { buildsNeeding, type ScriptedBuilds, scriptedRun } from '../testing/scripted/scripted-run.ts';
import type { ScriptedTrial } from '../testing/scripted/scripted-trial.ts';
import type { RunPlan } from '../vocabulary/run-plan.ts';

const UNIVERSE = setOf('CHOWN', 'FOWNER', 'FSETID');
const NEEDED = ['CHOWN', 'FSETID'];
const NEEDY = buildsNeeding(setOf('CHOWN'), setOf(...(NEEDED as ['CHOWN', 'FSETID'])));
const POLICY = { ...UNAUDITED, harden: true };
const REFUSED: ScriptedTrial = { ending: { exitCode: 1 }, output: 'sudo: effective uid is not 0' };

/** Builds as these do, but for hardened trials, counted from 0. */
function hardenedAs(builds: ScriptedBuilds, go: (count: number, set: CapabilitySet) => ScriptedTrial): ScriptedBuilds {
  let count = 0;
  return (specification, trial, image) => {
    if (!specification.noNewPrivileges) return builds(specification, trial, image);
    count += 1;
    return { ...builds(specification, trial, image), ...go(count - 1, specification.capabilities) };
  };
}

interface Changes {
  readonly universe?: CapabilitySet;
  readonly question?: Partial<RunPlan['question']>;
  readonly settings?: Partial<RunRequest>;
}

function prepared(builds: ScriptedBuilds, { universe = UNIVERSE, question, settings }: Changes = {}) {
  return scriptedRun({ universe, builds, question: { policy: POLICY, ...question }, ...(settings && { settings }) });
}

async function recorded(builds: ScriptedBuilds, changes: Changes = {}): Promise<RunRecord> {
  await using run = await prepared(builds, changes);
  const record = await runCases(run.settings);
  const { directory } = run.settings;
  expect(await derivedRecord(directory)).toEqual(record);
  return record;
}

function hardenedTrials(one: CaseRecord | undefined): CaseRecord['trials']['all'] {
  return one?.trials.all.filter(({ purpose }) => purpose === 'hardening') ?? [];
}

describe('a hardened minimal set', () => {
  it('serves after one trial under no-new-privileges that gave the same image', async () => {
    const { cases } = await recorded(NEEDY);
    const [trial, ...others] = hardenedTrials(cases[0]);
    expect(cases[0]?.hardening).toEqual([
      { setting: 'no-new-privileges', set: NEEDED, verdict: 'faithful', shown: [], trials: [trial?.id] },
    ]);
    expect(trial).toMatchObject({ set: NEEDED, noNewPrivileges: true });
    expect(others).toEqual([]);
    expect(cases[0]?.trials.all.filter(({ noNewPrivileges }) => noNewPrivileges)).toHaveLength(1);
  });

  it('is said to fail only after as many failures as a border failure needs, and spoils no answer', async () => {
    const builds = hardenedAs(NEEDY, () => REFUSED);
    const policy = { ...POLICY, confirm: 3 };
    const { cases, run } = await recorded(builds, { question: { policy } });
    expect(cases[0]).toMatchObject({
      status: 'proven',
      faithful: { complete: true, minimalSets: [NEEDED] },
      flaky: [],
    });
    expect(cases[0]?.hardening).toMatchObject([
      { verdict: 'failed', set: NEEDED, shown: ['sudo: effective uid is not 0'] },
    ]);
    expect(cases[0]?.hardening?.[0]?.trials).toHaveLength(3);
    expect(run.falseFailures.count).toBe(0);
  });

  it('that exits with 0 and gives another image is said to lose it', async () => {
    const losing: ScriptedBuilds = (specification, trial, image) =>
      specification.noNewPrivileges ? image(0o755) : NEEDY(specification, trial, image);
    const { cases } = await recorded(losing);
    expect(cases[0]?.hardening).toMatchObject([{ verdict: 'degraded', shown: ['/tool lost setgid (2755 -> 0755)'] }]);
    expect(cases[0]).toMatchObject({ status: 'proven', masked: [] });
  });

  it('serves when it fails once and then does not, and the failure is told', async () => {
    const { cases } = await recorded(hardenedAs(NEEDY, (count) => (count === 0 ? REFUSED : {})));
    expect(cases[0]?.hardening).toMatchObject([{ verdict: 'faithful', shown: ['sudo: effective uid is not 0'] }]);
    expect(cases[0]?.hardening?.[0]?.trials).toHaveLength(2);
    expect(cases[0]).toMatchObject({ status: 'proven', flaky: [] });
  });

  it('has no verdict where the kernel never shows it, which is given up without harm to the answer', async () => {
    const { cases } = await recorded(hardenedAs(NEEDY, () => ({ evidence: { noNewPrivileges: false } })));
    expect(cases[0]?.hardening).toMatchObject([
      { verdict: 'infrastructure', shown: ['NoNewPrivs is 0, though no-new-privileges was asked for'] },
    ]);
    expect(hardenedTrials(cases[0])).toHaveLength(3);
    expect(cases[0]).toMatchObject({ status: 'proven', reason: null });
  });

  it('that does not end is tried again alone before that is believed', async () => {
    const hanging: ScriptedTrial = { ending: { kind: 'deadline' } };
    const { cases } = await recorded(
      hardenedAs(NEEDY, () => hanging),
      { settings: { slots: 2 }, question: { policy: { ...POLICY, confirm: 1 } } },
    );
    expect(cases[0]?.hardening).toMatchObject([{ verdict: 'timeout' }]);
    expect(hardenedTrials(cases[0]).length).toBeGreaterThanOrEqual(2);
    expect(cases[0]).toMatchObject({ status: 'proven' });
  });

  it('is the set that was asked about, where only one was, if it serves at all', async () => {
    const asked = (set: CapabilitySet): Changes => ({ question: { task: { kind: 'one-set', set } } });
    const refused = hardenedAs(NEEDY, () => REFUSED);
    const { cases } = await recorded(refused, asked(UNIVERSE));
    expect(cases[0]?.hardening).toMatchObject([{ set: ['CHOWN', 'FOWNER', 'FSETID'], verdict: 'failed' }]);
    const { cases: lost } = await recorded(refused, asked(setOf('CHOWN')));
    expect(lost[0]?.hardening).toEqual([]);
  });

  it('is tried of up to four minimal sets, and of no case without an answer', async () => {
    const universe = setOf('CHOWN', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID');
    const anyOne: ScriptedBuilds = ({ capabilities }, _, image) => (capabilities === 0n ? REFUSED : image(0o2755));
    const { cases } = await recorded(anyOne, { universe });
    expect(cases[0]?.faithful.minimalSets).toHaveLength(6);
    expect(cases[0]?.hardening?.map(({ set }) => set)).toEqual([['CHOWN'], ['FOWNER'], ['FSETID'], ['KILL']]);
    const { cases: failing } = await recorded(() => REFUSED);
    expect(failing[0]).toMatchObject({ status: 'reference-failed', hardening: [] });
    expect(hardenedTrials(failing[0])).toEqual([]);
  });
});

describe('a run with hardening', () => {
  it('is not asked for hardening unless told so', async () => {
    const { cases } = await recorded(NEEDY, { question: { policy: UNAUDITED } });
    expect(cases[0]?.hardening).toBeNull();
    expect(hardenedTrials(cases[0])).toEqual([]);
  });

  it('keeps in its journal which trials were hardened, before and after', async () => {
    await using run = await prepared(NEEDY);
    await runCases(run.settings);
    const events = (await readJournal(run.settings.directory)).map(({ event }) => event);
    const intended = events.flatMap((event) => (event.type === 'trial-intended' ? [event] : []));
    const observed = events.flatMap((event) => (event.type === 'trial-observed' ? [event.observation] : []));
    const hardened = (trials: readonly { readonly trial: string; readonly hardening: string | null }[]) =>
      trials.flatMap(({ trial, hardening }) => (hardening === 'no-new-privileges' ? [trial] : []));
    expect(hardened(intended)).toEqual(hardened(observed));
    expect(hardened(intended)).toHaveLength(1);
  });

  it('repeats no hardened trial when it is gone on with', async () => {
    const stop = new AbortController();
    await using run = await prepared(
      hardenedAs(NEEDY, (count) => {
        if (count === 0) stop.abort();
        return REFUSED;
      }),
    );
    const begun = await runCases({ ...run.settings, stop: stop.signal });
    expect(begun.cases[0]?.hardening).toEqual([]);
    const [first, ...none] = hardenedTrials(begun.cases[0]);
    expect(none).toEqual([]);
    const ended = await runCases(run.settings);
    expect(ended.cases[0]?.hardening?.[0]).toMatchObject({ verdict: 'failed' });
    expect(ended.cases[0]?.hardening?.[0]?.trials).toHaveLength(2);
    expect(ended.cases[0]?.hardening?.[0]?.trials).toContain(first?.id);
    expect((await runCases(run.settings)).cases).toEqual(ended.cases);
  });

  it('that may not spend enough has its answer, and says nothing of what it could not repeat', async () => {
    const whole = await recorded(hardenedAs(NEEDY, () => REFUSED));
    const maxTrials = whole.run.trials - 1;
    const { cases, run } = await recorded(
      hardenedAs(NEEDY, () => REFUSED),
      { question: { policy: { ...POLICY, maxTrials } } },
    );
    expect(cases[0]).toMatchObject({ status: 'proven', hardening: [] });
    expect(hardenedTrials(cases[0])).toHaveLength(1);
    expect(run.budgetSpent).toBe('trials');
  });

  it('that tries every subset hardens its minimal sets afterwards', async () => {
    const { cases } = await recorded(NEEDY, { question: { task: { kind: 'every-set', over: null } } });
    expect(cases[0]?.hardening).toMatchObject([{ verdict: 'faithful', set: NEEDED }]);
    expect(hardenedTrials(cases[0])).toHaveLength(1);
  });

  it('finds of everything else the same as without, whatever the hardened trials show', {
    timeout: 60_000,
  }, async () => {
    const set = fc
      .bigInt(0n, 7n)
      .map((bits) => fromMask(((bits & 1n) | ((bits & 2n) << 2n) | ((bits & 4n) << 2n)) as never));
    const ends = fc.constantFrom<ScriptedTrial>({}, REFUSED, { ending: { kind: 'deadline' } });
    await fc.assert(
      fc.asyncProperty(set, set, fc.array(ends, { minLength: 1, maxLength: 4 }), async (exitZero, more, hardened) => {
        const builds = buildsNeeding(exitZero, (exitZero | more) as CapabilitySet);
        const go = (count: number): ScriptedTrial => hardened[count % hardened.length] ?? {};
        const plain = await recorded(builds, { question: { policy: UNAUDITED } });
        const other = await recorded(hardenedAs(builds, go));
        expect(other.cases.map(unhardened)).toEqual(plain.cases.map(unhardened));
        expect(other.profile).toEqual(plain.profile);
        expect(other.run.falseFailures).toEqual(plain.run.falseFailures);
      }),
      { numRuns: 15 },
    );
  });
});

/** A case without what was hardened, and without what differs between any two scripted runs: times and where they are kept. */
function unhardened(one: CaseRecord): Partial<CaseRecord> {
  const { dockerfile: _, bases: __, referenceImage: ___, ...rest } = one;
  const all = one.trials.all
    .filter(({ purpose }) => purpose !== 'hardening')
    .map((trial) => ({ ...trial, durationMs: 0 }));
  return { ...rest, hardening: null, trials: { ...one.trials, wallMs: 0, totalMs: 0, all } };
}
