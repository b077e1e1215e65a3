import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../capabilities/capability-set.ts';
import type { TrialSpecification } from '../engine/trial-port.ts';
import { scriptedBuilder } from '../testing/scripted/scripted-builder.ts';
import { type ScriptedBuilds, type ScriptedRun, scriptedRun } from '../testing/scripted/scripted-run.ts';
import type { Case } from '../vocabulary/case.ts';
import { runCases } from './run-cases.ts';
import type { RunRequest } from './run-settings.ts';

const CANARY = 's3cr3t-canary/4711';

/** A build that writes its secret wherever a build can, and needs nothing. */
const TELLTALE: ScriptedBuilds = ({ environment }, trial, image) => {
  const value = Object.values(environment).join(' ');
  const output = `+ curl https://${encodeURIComponent(value)}@host\nError: ${value} was refused (${Buffer.from(value).toString('base64')})`;
  return trial < 2 ? { ...image(0o755), output } : { ending: { exitCode: 1 }, output };
};

/** The same run with another configuration of its only case. */
function configured(run: ScriptedRun, changes: Partial<Case>): RunRequest {
  const { plan } = run.settings;
  const cases = plan.question.cases.map((one) => ({ ...one, ...changes }));
  return { ...run.settings, plan: { ...plan, question: { ...plan.question, cases } } };
}

function configurationOf(run: ScriptedRun): Case['configuration'] {
  const [one] = run.settings.plan.question.cases;
  if (one === undefined) throw new Error('the run has a case');
  return one.configuration;
}

/** Every file of a directory, as text. */
async function contentsOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')));
}

describe('a run with a secret', () => {
  const secrets = [{ id: 'npm', from: { kind: 'environment', name: 'TOKEN' } }] as const;

  it('gives the builder its value, and keeps it nowhere: not in the journal, the record, a log or an argument', async () => {
    const asked: TrialSpecification[] = [];
    const builds: ScriptedBuilds = (specification, ...rest) => {
      asked.push(specification);
      return TELLTALE(specification, ...rest);
    };
    await using run = await scriptedRun({ builds, universe: setOf('CHOWN') });
    const configuration = { ...configurationOf(run), secrets: [{ id: 'npm', value: 'given' }] } as const;
    const request = configured(run, { configuration, sources: { seccompFile: null, secrets } });
    const record = await runCases({ ...request, environment: { TOKEN: CANARY } });
    expect(asked[0]?.environment).toEqual({ KANIKO_CAPS_SECRET_1: CANARY });
    expect(JSON.stringify(asked.map(({ command }) => command))).not.toContain(CANARY);
    expect(record.cases[0]?.losses[0]?.message).toContain('*** was refused (***');
    const kept = [...(await contentsOf(run.settings.directory)), JSON.stringify(record), ...run.told];
    expect(kept.length).toBeGreaterThan(3);
    for (const form of [CANARY, encodeURIComponent(CANARY), Buffer.from(CANARY).toString('base64').slice(0, -2)]) {
      for (const text of kept) expect(text).not.toContain(form);
    }
  });

  it.each(['built', 'failed', 'instruction', 'file', 'added'])(
    'has the same verdicts where its value is an ordinary word: %s',
    async (word) => {
      const verdictsWith = async (value: string): Promise<unknown> => {
        await using run = await scriptedRun({ builds: TELLTALE, universe: setOf('CHOWN') });
        const configuration = { ...configurationOf(run), secrets: [{ id: 'npm', value: 'given' }] } as const;
        const request = configured(run, { configuration, sources: { seccompFile: null, secrets } });
        const { cases } = await runCases({ ...request, environment: { TOKEN: value } });
        return cases[0]?.trials.all.map(({ verdict }) => verdict);
      };
      expect(await verdictsWith(word)).toEqual(await verdictsWith(CANARY));
    },
  );

  it('does not begin where the variable is not set, or the builder takes no secrets', async () => {
    await using run = await scriptedRun({ builds: TELLTALE, universe: EMPTY_SET });
    const configuration = { ...configurationOf(run), secrets: [{ id: 'npm', value: 'given' }] } as const;
    const request = configured(run, { configuration, sources: { seccompFile: null, secrets } });
    await expect(runCases(request)).rejects.toThrow(
      'There is no value for the secret npm: the variable TOKEN is not set',
    );
    const openBuilder = async () => scriptedBuilder({ takesSecrets: false });
    const refusing = { ...request, directory: join(run.root, 'other'), openBuilder, environment: { TOKEN: CANARY } };
    await expect(runCases(refusing)).rejects.toMatchObject({
      code: 'EXECUTOR_UNSUITABLE',
      message: 'executor:v1 (v1.24.0) cannot be given secrets, and example has some: npm',
    });
    expect(run.engine.objects).toEqual([]);
  });
});

describe('a run with a secret build argument', () => {
  const given = { secretArguments: [{ name: 'NPM_TOKEN', from: { kind: 'command-line' } }] } as const;
  const universe = setOf('CHOWN');

  it('gives the builder its value, and keeps it nowhere', async () => {
    await using run = await scriptedRun({ builds: TELLTALE, universe });
    const record = await runCases({ ...configured(run, given), givenArguments: { NPM_TOKEN: CANARY } });
    const trials = run.engine.trials.filter(({ image }) => image === 'executor:v1');
    expect(trials[0]?.environment).toEqual({ NPM_TOKEN: CANARY });
    expect(record.cases[0]?.losses[0]?.message).toContain('*** was refused (***');
    const kept = [...(await contentsOf(run.settings.directory)), JSON.stringify(record), ...run.told];
    for (const form of [CANARY, encodeURIComponent(CANARY), Buffer.from(CANARY).toString('base64').slice(0, -2)]) {
      for (const text of kept) expect(text).not.toContain(form);
    }
  });

  it('is gone on with only where the value is given again, and then finds the same', async () => {
    const findings = async (stopAt: number): Promise<unknown> => {
      const stop = new AbortController();
      const builds: ScriptedBuilds = (specification, trial, image) => {
        if (trial + 1 >= stopAt) stop.abort();
        return TELLTALE(specification, trial, image);
      };
      await using run = await scriptedRun({ builds, universe });
      const request = configured(run, given);
      const first = await runCases({ ...request, givenArguments: { NPM_TOKEN: CANARY }, stop: stop.signal });
      if (first.run.status === 'complete') return first.cases[0]?.faithful;
      await expect(runCases(request)).rejects.toThrow('There is no value for the build argument NPM_TOKEN');
      const resumed = await runCases({ ...request, environment: { NPM_TOKEN: CANARY } });
      expect(resumed.run.status).toBe('complete');
      return resumed.cases[0]?.faithful;
    };
    expect(await findings(2)).toEqual(await findings(Number.POSITIVE_INFINITY));
  });
});

describe('the directory of a run', () => {
  it('is for its owner alone, with all that is in it', async () => {
    await using run = await scriptedRun({ builds: TELLTALE, universe: setOf('CHOWN') });
    const { directory } = run.settings;
    await runCases(run.settings);
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    expect(entries.length).toBeGreaterThan(3);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    for (const entry of entries) {
      const { mode } = await stat(join(entry.parentPath, entry.name));
      expect(mode & 0o777, entry.name).toBe(entry.isDirectory() ? 0o700 : 0o600);
    }
  });

  it('stays as it is where the user made it, and its files are for their owner alone', async () => {
    await using run = await scriptedRun({ builds: TELLTALE, universe: EMPTY_SET });
    const { directory } = run.settings;
    await mkdir(directory, { mode: 0o755 });
    await writeFile(join(directory, 'journal.jsonl'), '', { mode: 0o644 });
    await runCases(run.settings);
    expect((await stat(directory)).mode & 0o777).toBe(0o755);
    for (const file of ['journal.jsonl', 'record.json']) {
      expect((await stat(join(directory, file))).mode & 0o777, file).toBe(0o600);
    }
  });
});

describe('a run under a configuration', () => {
  const sound: ScriptedBuilds = (_specification, _trial, image) => image(0o755);

  it('has it in every trial, and records whom the builder ran as and its umask', async () => {
    await using run = await scriptedRun({ builds: sound, universe: EMPTY_SET });
    const user = { id: 1000, groupId: 7 };
    const configuration = { ...configurationOf(run), user, seccomp: 'unconfined', noNewPrivileges: true } as const;
    const record = await runCases(configured(run, { configuration }));
    expect(run.engine.trials.filter(({ image }) => image === 'executor:v1').map((each) => each.user)).toContainEqual(
      user,
    );
    const [one] = record.cases;
    expect(one?.trials.all.length).toBeGreaterThan(0);
    for (const trial of one?.trials.all ?? []) {
      expect(trial).toMatchObject({ verdict: 'faithful', ranAs: '1000:7', seccomp: 0, noNewPrivileges: true });
    }
    expect(record.environment.umask).toBe('0022');
  });

  it('is void where a trial has another umask than the first one', async () => {
    const builds: ScriptedBuilds = (_specification, trial, image) => ({
      ...image(0o755),
      evidence: { umask: trial === 0 ? '0022' : '0077' },
    });
    await using run = await scriptedRun({ builds, universe: EMPTY_SET });
    const record = await runCases(run.settings);
    const [first, ...others] = record.cases[0]?.trials.all ?? [];
    expect(first?.verdict).toBe('faithful');
    expect(others.length).toBeGreaterThan(0);
    for (const { verdict, shown } of others) {
      expect([verdict, ...shown]).toEqual([
        'infrastructure',
        'Umask is 0077, but it was 0022 in the first trial of this case',
      ]);
    }
  });

  it('is not gone on with when the seccomp profile has changed', async () => {
    await using run = await scriptedRun({ builds: sound, universe: EMPTY_SET });
    const seccompFile = join(run.root, 'profile.json');
    await writeFile(seccompFile, '{"defaultAction":"SCMP_ACT_LOG"}');
    const seccomp = { name: 'profile.json', sha256: '0'.repeat(64) };
    const configuration = { ...configurationOf(run), seccomp };
    const request = configured(run, { configuration, sources: { seccompFile, secrets: [] } });
    await expect(runCases(request)).rejects.toMatchObject({
      code: 'RUN_CHANGED',
      message: 'The seccomp profile profile.json changed since the run began',
    });
  });
});
