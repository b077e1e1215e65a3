import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setOf } from '../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../engine/container-setup.ts';
import type { Engine, Site, SiteRoom } from '../engine/port.ts';
import { runRecord } from '../record/record.ts';
import { derivedRecord } from '../runs/kept-run.ts';
import { scriptedBuilder } from '../testing/scripted/scripted-builder.ts';
import {
  buildsNeeding,
  type ScriptedBuilds,
  type ScriptedRunOptions,
  scriptedRun,
} from '../testing/scripted/scripted-run.ts';
import { SCRIPTED_HOST } from '../testing/scripted/scripted-state.ts';
import type { EngineEnvironment } from '../vocabulary/engine-environment.ts';
import { runCases } from './run-cases.ts';
import type { RunRequest } from './run-settings.ts';

const UNIVERSE = setOf('CHOWN', 'FOWNER', 'FSETID');
const NEEDY = buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID'));

function prepared(options: Partial<ScriptedRunOptions> = {}) {
  return scriptedRun({ universe: UNIVERSE, builds: NEEDY, ...options });
}

describe('a run', () => {
  it('finds the sets of each of its cases, writes its record and leaves nothing on the engine', async () => {
    const dockerfiles = { first: 'FROM base:1\nRUN one\n', second: 'FROM scratch\nCOPY Dockerfile /\n' };
    await using run = await prepared({ dockerfiles, settings: { slots: 2 } });
    const record = await runCases(run.settings);
    expect(
      record.cases.map(({ id, status, faithful, exitZero }) => [
        id,
        status,
        faithful.minimalSets,
        exitZero.minimalSets,
      ]),
    ).toEqual([
      ['first', 'proven', [['CHOWN', 'FSETID']], [['CHOWN']]],
      ['second', 'proven', [['CHOWN', 'FSETID']], [['CHOWN']]],
    ]);
    expect(record.cases[0]?.losses[1]?.differences).toEqual(['/tool lost setgid (2755 -> 0755)']);
    expect(record.profile).toEqual({ faithful: [['CHOWN', 'FSETID']], exitZero: [['CHOWN']] });
    expect(record.run).toMatchObject({ id: 'run-1', status: 'complete' });
    expect(run.engine.objects).toEqual([]);
    expect((await readdir(run.settings.directory)).sort()).toEqual(['fingerprints', 'journal.jsonl', 'record.json']);
  });

  it('writes a record that its schema accepts and that follows from its journal alone', async () => {
    await using run = await prepared();
    const record = await runCases(run.settings);
    const saved: unknown = JSON.parse(await readFile(join(run.settings.directory, 'record.json'), 'utf8'));
    expect(runRecord.parse(saved)).toEqual(saved);
    const { directory } = run.settings;
    expect(await derivedRecord(directory)).toEqual(record);
  });

  it('grants what the builder cannot run without in every trial, and leaves it out of the search', async () => {
    const builder = scriptedBuilder({ needs: { ...PLAIN_SETUP, capabilities: setOf('SYS_ADMIN', 'CHOWN') } });
    await using run = await prepared({ settings: { openBuilder: async () => builder } });
    const record = await runCases(run.settings);
    expect(record.builder.alwaysGranted).toEqual(['CHOWN', 'SYS_ADMIN']);
    expect(record.cases[0]).toMatchObject({ universe: ['FOWNER', 'FSETID'], faithful: { minimalSets: [['FSETID']] } });
    const trials = run.engine.trials.filter(({ name }) => /-t\d+$/.test(name));
    expect(trials.every(({ capabilities }) => (capabilities & setOf('SYS_ADMIN')) !== 0n)).toBe(true);
  });

  it('leaves out and lists what the engine cannot grant', async () => {
    const universe = setOf('CHOWN', 'FSETID', 'SYS_BOOT');
    await using run = await prepared({ universe, world: { ungrantable: setOf('SYS_BOOT') } });
    const record = await runCases(run.settings);
    expect(record.cases[0]).toMatchObject({
      status: 'proven',
      universe: ['CHOWN', 'FSETID'],
      untestable: ['SYS_BOOT'],
    });
  });

  it('tells which base image is missing and how to get it, and goes on with the other cases', async () => {
    const dockerfiles = { absent: 'FROM absent:1\n', present: 'FROM base:1\nRUN true\n' };
    await using run = await prepared({ dockerfiles });
    const record = await runCases(run.settings);
    expect(record.cases.map(({ id, status }) => [id, status])).toEqual([
      ['absent', 'infrastructure'],
      ['present', 'proven'],
    ]);
    expect(record.cases[0]?.reason).toContain('--base absent:1=IMAGE');
    expect(run.told).toContain('finished present: proven');
  });

  it('leaves no directory where it cannot begin, and none of what was there is gone', async () => {
    await using run = await prepared({});
    const refused = new Error('no builder');
    const settings = { ...run.settings, openBuilder: () => Promise.reject(refused) };
    const directory = join(run.root, 'made', 'for', 'it');
    await expect(runCases({ ...settings, directory })).rejects.toBe(refused);
    expect(await readdir(run.root)).not.toContain('made');
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'notes'), '');
    await expect(runCases({ ...settings, directory })).rejects.toBe(refused);
    expect(await readdir(directory)).toEqual(['notes']);
    expect((await runCases({ ...run.settings, directory })).run.status).toBe('complete');
  });

  it('stops, waits for what runs and removes everything when its journal cannot be written', async () => {
    await using run = await prepared({
      dockerfiles: { a: 'FROM base:1\n', b: 'FROM base:1\n' },
      settings: { slots: 2 },
    });
    let builds = 0;
    const breaking: RunRequest = {
      ...run.settings,
      openBuilder: async () =>
        scriptedBuilder({
          invocation: ({ registry, destination }) => {
            builds += 1;
            if (builds === 3) throw new Error('no space left on device');
            return { command: ['/kaniko/executor', `${registry}/${destination}`], environment: {} };
          },
        }),
    };
    await expect(runCases(breaking)).rejects.toThrow('no space left on device');
    expect(run.engine.objects).toEqual([]);
    expect(builds).toBeLessThan(6);
  });

  it('leaves nothing of its sandbox where the builder cannot be opened', async () => {
    await using run = await prepared();
    const openBuilder = async () => Promise.reject(new Error('it is no executor'));
    await expect(runCases({ ...run.settings, openBuilder })).rejects.toThrow('it is no executor');
    expect(run.engine.calls).toContain('closeSite run-1');
    expect(run.engine.objects).toEqual([]);
  });
});

/** Stops a run when its n-th build begins. */
function stoppedAt(count: number, builds: ScriptedBuilds) {
  const stop = new AbortController();
  const stopping: ScriptedBuilds = (specification, trial, image) => {
    if (trial + 1 >= count) stop.abort();
    return builds(specification, trial, image);
  };
  return { stop: stop.signal, builds: stopping };
}

describe('a run that is gone on with', () => {
  it.each([1, 3, 5])('after %i trials repeats no verdict and finds the same', async (count) => {
    await using whole = await prepared();
    const expected = await runCases(whole.settings);
    const { stop, builds } = stoppedAt(count, NEEDY);
    await using run = await prepared({ builds });
    const begun = await runCases({ ...run.settings, stop });
    expect(begun.run).toMatchObject({ status: 'interrupted', trials: count });
    const ended = await runCases(run.settings);
    expect(ended.run).toMatchObject({ status: 'complete', trials: expected.run.trials });
    const names = ended.cases[0]?.trials.all.map(({ id }) => id) ?? [];
    expect(new Set(names).size).toBe(expected.run.trials);
    expect(ended.cases[0]?.faithful).toEqual(expected.cases[0]?.faithful);
    expect(ended.cases[0]?.exitZero).toEqual(expected.cases[0]?.exitZero);
  });

  it('was killed in a trial: the trial counts for nothing and its name is not used again', async () => {
    const { stop, builds } = stoppedAt(2, NEEDY);
    await using run = await prepared({ builds });
    await runCases({ ...run.settings, stop });
    const file = join(run.settings.directory, 'journal.jsonl');
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const intent = lines.findLastIndex((line) => line.includes('"trial-intended"'));
    await writeFile(file, `${lines.slice(0, intent + 1).join('\n')}\n{"at":"torn`);
    const ended = await runCases(run.settings);
    expect(ended.cases[0]).toMatchObject({ status: 'proven' });
    expect(ended.cases[0]?.trials.all.map(({ id }) => id).slice(0, 2)).toEqual(['t0001', 't0003']);
  });

  it('asks again what it got no verdict on, so that a fault which is over is over', async () => {
    let isDown = true;
    const builds: ScriptedBuilds = (specification, trial, image) =>
      isDown
        ? { ending: { exitCode: 1 }, output: 'infrastructure: no route to host' }
        : NEEDY(specification, trial, image);
    await using run = await prepared({ builds });
    expect((await runCases(run.settings)).cases[0]).toMatchObject({ status: 'infrastructure' });
    isDown = false;
    const record = await runCases(run.settings);
    expect(record.cases[0]).toMatchObject({ status: 'proven' });
    expect(await derivedRecord(run.settings.directory)).toEqual(record);
  });

  it('adds nothing when it was complete', async () => {
    await using run = await prepared();
    const { cases } = await runCases(run.settings);
    expect((await runCases(run.settings)).cases).toEqual(cases);
  });

  it('goes on where containers tell what the engine itself does not know', async () => {
    const { stop, builds } = stoppedAt(1, NEEDY);
    await using run = await prepared({ builds });
    const settings = {
      ...run.settings,
      engine: toldBy(run.settings.engine, { selinux: true, storageDriver: 'overlay' }),
    };
    await runCases({ ...settings, stop });
    const { environment, cases } = await runCases(settings);
    expect(environment).toMatchObject({ selinux: true, storageDriver: 'overlay' });
    expect(cases[0]).toMatchObject({ status: 'proven' });
  });

  const refusals: readonly [
    what: string,
    changed: (settings: RunRequest) => Promise<RunRequest> | RunRequest,
    message: RegExp,
  ][] = [
    ['is asked for as another run', (settings) => ({ ...settings, run: 'run-2' }), /run already contains a run$/],
    [
      'has another builder now',
      (settings) => ({
        ...settings,
        openBuilder: async () => {
          const { identity } = await settings.openBuilder();
          return scriptedBuilder({ identity: { ...identity, imageDigest: 'sha256:other' } });
        },
      }),
      /builder changed \(it was executor:v1, v1\.24\.0\)/,
    ],
    [
      'has another kernel now',
      (settings) => {
        const environment = { ...SCRIPTED_HOST.environment, kernel: '6.9.0' };
        const hosts = async () => [{ ...SCRIPTED_HOST, environment }];
        return { ...settings, engine: { ...settings.engine, hosts } };
      },
      /kernel changed from 6\.8\.0 to 6\.9\.0/,
    ],
    [
      'is confined otherwise now, which only containers tell',
      ({ engine, ...settings }) => ({ ...settings, engine: toldBy(engine, { selinux: true }) }),
      /selinux changed from false to true/,
    ],
    [
      'has another Dockerfile now',
      async (settings) => {
        await appendFile(settings.plan.question.cases[0]?.dockerfile ?? '', 'RUN more\n');
        return settings;
      },
      /The Dockerfile or the context of example changed/,
    ],
    [
      'has another base image now',
      (settings) => {
        const supply = async () => ({ kind: 'supplied', digest: `sha256:${'9'.repeat(64)}` }) as const;
        const { engine } = settings;
        const openSite: Engine['openSite'] = async (specification) => {
          const site = await engine.openSite(specification);
          return { ...site, registry: { ...site.registry, supply } };
        };
        return { ...settings, engine: { ...engine, openSite } };
      },
      /The base image base:1 of example changed/,
    ],
    [
      'has another universe now',
      (settings) => {
        const { plan } = settings;
        const cases = plan.question.cases.map((one) => ({ ...one, universe: setOf('CHOWN') }));
        return { ...settings, plan: { ...plan, question: { ...plan.question, cases } } };
      },
      /The capabilities in play for example changed/,
    ],
  ];

  it.each(refusals)('is refused when it %s', async (_, changed, message) => {
    const { stop, builds } = stoppedAt(1, NEEDY);
    await using run = await prepared({ builds });
    await runCases({ ...run.settings, stop });
    const settings = await changed(run.settings);
    await expect(runCases(settings)).rejects.toThrow(message);
    await expect(runCases(settings)).rejects.toMatchObject({
      code: expect.stringMatching(/^(RUN_CHANGED|DIRECTORY_IN_USE)$/),
      hint: expect.any(String),
    });
    expect(run.engine.trials.filter(({ name }) => /-t\d+$/.test(name))).toHaveLength(1);
    expect(run.engine.objects).toEqual([]);
  });
});

/** An engine that knows less than its containers find. */
function toldBy(engine: Engine, told: Partial<EngineEnvironment>): Engine {
  const unknowing = { ...SCRIPTED_HOST.environment, storageDriver: 'unknown' };
  const host = { ...SCRIPTED_HOST, environment: unknowing, toldByContainers: ['selinux'] as const };
  const seen = { ...host, environment: { ...unknowing, ...told } };
  const openSite: Engine['openSite'] = async (specification) => {
    const site = await engine.openSite(specification);
    const makeRooms: Site['makeRooms'] = async (wanted) => {
      const { none, egress } = await site.makeRooms(wanted);
      const at = (rooms: readonly SiteRoom[]): SiteRoom[] => rooms.map((room) => ({ ...room, host: seen }));
      return { none: at(none), egress: at(egress) };
    };
    return { ...site, makeRooms };
  };
  return { ...engine, hosts: async () => [host], openSite };
}

describe('a run that is cancelled', () => {
  it('kills what runs and can be gone on with', async () => {
    const cancel = new AbortController();
    await using run = await prepared({
      builds: (specification, trial, image) => {
        if (trial !== 2) return NEEDY(specification, trial, image);
        setTimeout(() => cancel.abort(), 5);
        return { ending: 'hangs' };
      },
    });
    const begun = await runCases({ ...run.settings, stop: cancel.signal, cancel: cancel.signal });
    expect(begun.cases[0]?.trials.all.map(({ verdict }) => verdict)).toContain('cancelled');
    expect(run.engine.objects).toEqual([]);
    expect((await runCases(run.settings)).cases[0]).toMatchObject({ status: 'proven' });
  });
});
