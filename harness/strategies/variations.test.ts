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
const POLICY = { ...UNAUDITED, variations: ['no-new-privileges'] as const };
const REFUSED: ScriptedTrial = { ending: { exitCode: 1 }, output: 'sudo: effective uid is not 0' };

/** Builds as these do, but for trials under no-new-privileges, counted from 0. */
function confinedAs(builds: ScriptedBuilds, go: (count: number, set: CapabilitySet) => ScriptedTrial): ScriptedBuilds {
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

function variedTrials(one: CaseRecord | undefined): CaseRecord['trials']['all'] {
  return one?.trials.all.filter(({ purpose }) => purpose === 'variation') ?? [];
}

/** What was shown of the minimal sets of a case, under whatever variation. */
function setsOf(one: CaseRecord | undefined): CaseRecord['variations'][number]['sets'] {
  return one?.variations.flatMap(({ sets }) => sets) ?? [];
}

describe('a minimal set under no-new-privileges', () => {
  it('works after one trial that gave the same image', async () => {
    const { cases } = await recorded(NEEDY);
    const [trial, ...others] = variedTrials(cases[0]);
    expect(setsOf(cases[0])).toEqual([{ set: NEEDED, verdict: 'faithful', shown: [], trials: [trial?.id] }]);
    expect(trial).toMatchObject({ set: NEEDED, noNewPrivileges: true });
    expect(others).toEqual([]);
    expect(cases[0]?.trials.all.filter(({ noNewPrivileges }) => noNewPrivileges)).toHaveLength(1);
  });

  it('is said to fail only after as many failures as a border failure needs, and spoils no answer', async () => {
    const builds = confinedAs(NEEDY, () => REFUSED);
    const policy = { ...POLICY, confirm: 3 };
    const { cases, run } = await recorded(builds, { question: { policy } });
    expect(cases[0]).toMatchObject({
      status: 'proven',
      faithful: { complete: true, minimalSets: [NEEDED] },
      flaky: [],
    });
    expect(setsOf(cases[0])).toMatchObject([
      { verdict: 'failed', set: NEEDED, shown: ['sudo: effective uid is not 0'] },
    ]);
    expect(setsOf(cases[0])[0]?.trials).toHaveLength(3);
    expect(run.falseFailures.count).toBe(0);
  });

  it('that exits with 0 and gives another image is said to lose it', async () => {
    const losing: ScriptedBuilds = (specification, trial, image) =>
      specification.noNewPrivileges ? image(0o755) : NEEDY(specification, trial, image);
    const { cases } = await recorded(losing);
    expect(setsOf(cases[0])).toMatchObject([{ verdict: 'degraded', shown: ['/tool lost setgid (2755 -> 0755)'] }]);
    expect(cases[0]).toMatchObject({ status: 'proven', masked: [] });
  });

  it('serves when it fails once and then does not, and the failure is told', async () => {
    const { cases } = await recorded(confinedAs(NEEDY, (count) => (count === 0 ? REFUSED : {})));
    expect(setsOf(cases[0])).toMatchObject([{ verdict: 'faithful', shown: ['sudo: effective uid is not 0'] }]);
    expect(setsOf(cases[0])[0]?.trials).toHaveLength(2);
    expect(cases[0]).toMatchObject({ status: 'proven', flaky: [] });
  });

  it('has no verdict where the kernel never shows it, which is given up without harm to the answer', async () => {
    const { cases } = await recorded(confinedAs(NEEDY, () => ({ evidence: { noNewPrivileges: false } })));
    expect(setsOf(cases[0])).toMatchObject([
      { verdict: 'infrastructure', shown: ['NoNewPrivs is 0, though no-new-privileges was asked for'] },
    ]);
    expect(variedTrials(cases[0])).toHaveLength(3);
    expect(cases[0]).toMatchObject({ status: 'proven', reason: null });
  });

  it('that does not end is tried again alone before that is believed', async () => {
    const hanging: ScriptedTrial = { ending: { kind: 'deadline' } };
    const { cases } = await recorded(
      confinedAs(NEEDY, () => hanging),
      { settings: { slots: 2 }, question: { policy: { ...POLICY, confirm: 1 } } },
    );
    expect(setsOf(cases[0])).toMatchObject([{ verdict: 'timeout' }]);
    expect(variedTrials(cases[0]).length).toBeGreaterThanOrEqual(2);
    expect(cases[0]).toMatchObject({ status: 'proven' });
  });

  it('is the set that was asked about, where only one was, if it serves at all', async () => {
    const asked = (set: CapabilitySet): Changes => ({ question: { task: { kind: 'one-set', set } } });
    const refused = confinedAs(NEEDY, () => REFUSED);
    const { cases } = await recorded(refused, asked(UNIVERSE));
    expect(setsOf(cases[0])).toMatchObject([{ set: ['CHOWN', 'FOWNER', 'FSETID'], verdict: 'failed' }]);
    const { cases: lost } = await recorded(refused, asked(setOf('CHOWN')));
    expect(setsOf(lost[0])).toEqual([]);
  });

  it('is tried of up to four minimal sets, and of no case without an answer', async () => {
    const universe = setOf('CHOWN', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID');
    const anyOne: ScriptedBuilds = ({ capabilities }, _, image) => (capabilities === 0n ? REFUSED : image(0o2755));
    const { cases } = await recorded(anyOne, { universe });
    expect(cases[0]?.faithful.minimalSets).toHaveLength(6);
    expect(setsOf(cases[0]).map(({ set }) => set)).toEqual([['CHOWN'], ['FOWNER'], ['FSETID'], ['KILL']]);
    const { cases: failing } = await recorded(() => REFUSED);
    expect(failing[0]).toMatchObject({ status: 'reference-failed' });
    expect(setsOf(failing[0])).toEqual([]);
    expect(variedTrials(failing[0])).toEqual([]);
  });
});

describe('a run with variations', () => {
  it('tries none unless told so', async () => {
    const { cases } = await recorded(NEEDY, { question: { policy: UNAUDITED } });
    expect(cases[0]?.variations).toEqual([]);
    expect(variedTrials(cases[0])).toEqual([]);
  });

  it('keeps in its journal which trials were varied, before and after', async () => {
    await using run = await prepared(NEEDY);
    await runCases(run.settings);
    const events = (await readJournal(run.settings.directory)).map(({ event }) => event);
    const intended = events.flatMap((event) => (event.type === 'trial-intended' ? [event] : []));
    const observed = events.flatMap((event) => (event.type === 'trial-observed' ? [event.observation] : []));
    const varied = (trials: readonly { readonly trial: string; readonly variation: string | null }[]) =>
      trials.flatMap(({ trial, variation }) => (variation === 'no-new-privileges' ? [trial] : []));
    expect(varied(intended)).toEqual(varied(observed));
    expect(varied(intended)).toHaveLength(1);
  });

  it('repeats no varied trial when it is gone on with', async () => {
    const stop = new AbortController();
    await using run = await prepared(
      confinedAs(NEEDY, (count) => {
        if (count === 0) stop.abort();
        return REFUSED;
      }),
    );
    const begun = await runCases({ ...run.settings, stop: stop.signal });
    expect(setsOf(begun.cases[0])).toEqual([]);
    const [first, ...none] = variedTrials(begun.cases[0]);
    expect(none).toEqual([]);
    const ended = await runCases(run.settings);
    expect(setsOf(ended.cases[0])[0]).toMatchObject({ verdict: 'failed' });
    expect(setsOf(ended.cases[0])[0]?.trials).toHaveLength(2);
    expect(setsOf(ended.cases[0])[0]?.trials).toContain(first?.id);
    expect((await runCases(run.settings)).cases).toEqual(ended.cases);
  });

  it('that may not spend enough has its answer, and says nothing of what it could not repeat', async () => {
    const whole = await recorded(confinedAs(NEEDY, () => REFUSED));
    const searched = whole.cases[0]?.variations[0]?.trials.search ?? 0;
    const maxTrials = whole.run.trials - searched - 1;
    const { cases, run } = await recorded(
      confinedAs(NEEDY, () => REFUSED),
      { question: { policy: { ...POLICY, maxTrials } } },
    );
    expect(cases[0]).toMatchObject({ status: 'proven' });
    expect(setsOf(cases[0])).toEqual([]);
    expect(variedTrials(cases[0])).toHaveLength(1);
    expect(run.budgetSpent).toBe('trials');
  });

  it('that tries every subset varies its minimal sets afterwards', async () => {
    const { cases } = await recorded(NEEDY, { question: { task: { kind: 'every-set', over: null } } });
    expect(setsOf(cases[0])).toMatchObject([{ verdict: 'faithful', set: NEEDED }]);
    expect(variedTrials(cases[0])).toHaveLength(1);
  });

  it('finds of everything else the same as without, whatever the varied trials show', {
    timeout: 60_000,
  }, async () => {
    const set = fc
      .bigInt(0n, 7n)
      .map((bits) => fromMask(((bits & 1n) | ((bits & 2n) << 2n) | ((bits & 4n) << 2n)) as never));
    const ends = fc.constantFrom<ScriptedTrial>({}, REFUSED, { ending: { kind: 'deadline' } });
    await fc.assert(
      fc.asyncProperty(set, set, fc.array(ends, { minLength: 1, maxLength: 4 }), async (exitZero, more, confined) => {
        const builds = buildsNeeding(exitZero, (exitZero | more) as CapabilitySet);
        const go = (count: number): ScriptedTrial => confined[count % confined.length] ?? {};
        const plain = await recorded(builds, { question: { policy: UNAUDITED } });
        const other = await recorded(confinedAs(builds, go));
        expect(other.cases.map(unvaried)).toEqual(plain.cases.map(unvaried));
        expect(other.profile).toEqual(plain.profile);
        expect(other.run.falseFailures).toEqual(plain.run.falseFailures);
      }),
      { numRuns: 15 },
    );
  });
});

/** A case without what was varied, and without what differs between any two scripted runs: times and where they are kept. */
function unvaried(one: CaseRecord): Partial<CaseRecord> {
  const { dockerfile: _, bases: __, referenceImage: ___, ...rest } = one;
  const all = one.trials.all
    .filter(({ variation }) => variation === null)
    .map((trial) => ({ ...trial, durationMs: 0 }));
  return { ...rest, variations: [], trials: { ...one.trials, wallMs: 0, totalMs: 0, all } };
}
