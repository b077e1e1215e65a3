import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setOf } from '../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../engine/container-setup.ts';
import { ownershipOf } from '../engine/ownership.ts';
import type { SiteRoom } from '../engine/port.ts';
import { beyondBounds } from '../image/bounds/image-bounds.ts';
import { scriptedBuilder } from '../testing/scripted/scripted-builder.ts';
import { type ScriptedEngine, scriptedEngine } from '../testing/scripted/scripted-engine.ts';
import { scriptedImage } from '../testing/scripted/scripted-images.ts';
import type { ScriptedTrial } from '../testing/scripted/scripted-trial.ts';
import type { Observation } from '../vocabulary/observation.ts';
import { runTrial, type TrialSurroundings } from './run-trial.ts';
import type { TrialPlan } from './trial-plan.ts';

const CHOWN = setOf('CHOWN');
const BROKEN = { kind: 'broken', message: 'the connection was closed' } as const;
const REFUSED = 'chown /etc/gshadow: operation not permitted';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trial-test-'));
  await writeFile(join(directory, 'context.tar.gz'), 'a context');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function plan(changes: Partial<TrialPlan> = {}): TrialPlan {
  return {
    trial: 't0001',
    container: 'run-t0001',
    capabilities: CHOWN,
    granted: CHOWN,
    purpose: 'search',
    variation: null,
    alone: false,
    universe: CHOWN,
    input: join(directory, 'context.tar.gz'),
    mounts: [],
    build: {
      context: { kind: 'tar', dockerfile: 'Dockerfile' },
      settings: { flags: [], environment: {} },
      target: null,
      buildArguments: {},
      secretArguments: [],
      registry: 'registry:80',
      mirroredHosts: [],
      secrets: [],
      destination: 'trials:t0001',
      cache: null,
    },
    repositoryWords: {},
    cacheFrom: null,
    user: null,
    seccomp: 'default',
    noNewPrivileges: false,
    umask: null,
    instructions: [],
    limits: { memoryBytes: 2 ** 30, processes: 100, cpus: 1 },
    deadlineMs: 20,
    ownership: ownershipOf('run', 't0001'),
    ...changes,
  };
}

async function openRoom(engine: ScriptedEngine): Promise<SiteRoom> {
  const site = await engine.openSite({
    ownership: ownershipOf('run'),
    auxiliaryImage: 'auxiliary:1',
    watchKernel: true,
  });
  const [room] = (await site.makeRooms({ counts: { none: 1, egress: 0 }, redirectedHosts: [] })).none;
  if (room === undefined) throw new Error('the site has no room');
  return room;
}

const containersOf = ({ objects }: ScriptedEngine) => objects.filter(({ kind }) => kind === 'container');

/** What a trial did, in order: what was asked of the engine, and what was put on disk. */
interface Course {
  readonly steps: string[];
  readonly engine: ScriptedEngine;
  readonly observation: Observation | undefined;
  readonly error: unknown;
}

async function course(
  scripted: ScriptedTrial,
  changes: Partial<TrialSurroundings> & { inRoom?: (room: SiteRoom) => SiteRoom } = {},
  planned: Partial<TrialPlan> = {},
): Promise<Course> {
  const { inRoom = (same) => same, ...others } = changes;
  const images = { 'executor:v1': scriptedImage(), 'auxiliary:1': scriptedImage() };
  const engine = scriptedEngine(() => scripted, { images });
  const room = inRoom(await openRoom(engine));
  const steps = engine.calls as string[];
  const surroundings: TrialSurroundings = {
    room,
    builder: scriptedBuilder(),
    recorder: {
      intended: async ({ container }) => void steps.push(`intended ${container}`),
      observed: async ({ outcome }) => void steps.push(`observed ${outcome.kind}`),
    },
    prepareCache: async () => undefined,
    takeFingerprint: async (destination) => {
      steps.push(`fingerprint ${destination}`);
      return { fingerprint: 'f'.repeat(64), manifest: 'm', blobs: [] };
    },
    cancel: new AbortController().signal,
    ...others,
  };
  const ended = await runTrial(plan(planned), surroundings).then(
    (observation) => ({ observation, error: undefined }),
    (error: unknown) => ({ observation: undefined, error }),
  );
  return { steps, engine, ...ended };
}

describe('a trial', () => {
  it('is on disk before its container is created and after it has shown something, and only then removes it', async () => {
    const { steps, observation } = await course({ output: 'building\n\u001b[31mdone\u001b[0m\n\n' });
    expect(steps).toEqual([
      'openSite run',
      'makeRooms run',
      'intended run-t0001',
      'startTrial run-t0001',
      'evidence run-t0001',
      'feed run-t0001',
      'ending run-t0001',
      'output run-t0001',
      'fingerprint trials:t0001',
      'registryUse run-t0001',
      'observed built',
      'remove run-t0001',
    ]);
    expect(observation).toMatchObject({
      trial: 't0001',
      capabilities: CHOWN,
      evidence: { name: 'executor', bounding: CHOWN },
      outcome: { kind: 'built', fingerprint: 'f'.repeat(64) },
      log: ['building', 'done'],
    });
  });

  it('gets no context where the cache that it begins with could not be prepared', async () => {
    const prepareCache = () => Promise.reject(new Error('no space left'));
    const { engine, steps, observation } = await course({}, { prepareCache });
    expect(steps).not.toContain('feed run-t0001');
    expect(containersOf(engine)).toEqual([]);
    expect(observation?.outcome).toEqual({
      kind: 'infrastructure',
      class: 'registry',
      message: 'the cache could not be prepared: no space left',
    });
  });

  it.each([
    ['fill', 'infrastructure'],
    ['search', 'built'],
  ] as const)('for %s whose layers were not all kept is %s', async (purpose, kind) => {
    const { observation } = await course({ output: 'WARN cache fault: no space left' }, {}, { purpose });
    expect(observation?.outcome.kind).toBe(kind);
  });

  it('is watched from before its context arrives until its container has ended', async () => {
    const checks = {
      complete: true,
      checks: [{ capability: 'FSETID', granted: false, program: 'chmod', count: 1 }],
    } as const;
    const { steps, observation } = await course({ checks });
    expect(steps.slice(4, 9)).toEqual([
      'evidence run-t0001',
      'watch run-t0001',
      'feed run-t0001',
      'ending run-t0001',
      'end of watch run-t0001',
    ]);
    expect(observation).toMatchObject({ witness: checks, outcome: { kind: 'built' } });
  });

  it('has the same verdict, and no witness, where the kernel cannot be watched', async () => {
    const { observation } = await course({});
    expect(observation).toMatchObject({ witness: null, outcome: { kind: 'built' } });
  });

  it('tells how long the builder took to wait for its context, if it came that far', async () => {
    const { observation } = await course({});
    expect(observation?.readyMs).toBeGreaterThanOrEqual(0);
    expect(observation?.readyMs).toBeLessThanOrEqual(observation?.durationMs ?? 0);
    const unread = await course({ evidence: { kind: 'ended' } });
    expect(unread.observation?.readyMs).toBeNull();
  });

  it('is not watched when it is void', async () => {
    const checks = { complete: true, checks: [] };
    const { steps, observation } = await course({ checks, evidence: { bounding: setOf() } });
    expect(steps).not.toContain('watch run-t0001');
    expect(observation?.witness).toBeNull();
  });

  it('asks for exactly the set, and what the builder cannot run without', async () => {
    const granted = setOf('CHOWN', 'SYS_ADMIN');
    const { engine, observation } = await course({}, {}, { granted });
    expect(engine.trials[0]?.capabilities).toBe(granted);
    expect(observation).toMatchObject({ capabilities: CHOWN, outcome: { kind: 'built' } });
  });

  it.each(['bounding', 'permitted', 'effective'] as const)(
    'is void, and not fed, when the %s set is another one',
    async (set) => {
      for (const other of [setOf(), setOf('CHOWN', 'FOWNER')]) {
        const { steps, observation } = await course({ evidence: { [set]: other } });
        expect(observation?.outcome).toMatchObject({ kind: 'infrastructure', class: 'capabilities-not-as-requested' });
        expect(observation?.evidence?.[set]).toBe(other);
        expect(steps).not.toContain('feed run-t0001');
        expect(steps.at(-1)).toBe('remove run-t0001');
      }
    },
  );

  it('has no-new-privileges where that is asked for, and only there', async () => {
    const confined = await course({}, {}, { variation: 'no-new-privileges', noNewPrivileges: true });
    expect(confined.engine.trials[0]?.noNewPrivileges).toBe(true);
    expect(confined.observation).toMatchObject({
      variation: 'no-new-privileges',
      evidence: { noNewPrivileges: true },
      outcome: { kind: 'built' },
    });
    const plain = await course({});
    expect(plain.engine.trials[0]?.noNewPrivileges).toBe(false);
    expect(plain.observation).toMatchObject({ variation: null, evidence: { noNewPrivileges: false } });
  });

  it('is void, and not fed, when it was to have no-new-privileges and the kernel shows that it has not', async () => {
    const { steps, observation } = await course(
      { evidence: { noNewPrivileges: false } },
      {},
      { noNewPrivileges: true },
    );
    expect(observation?.outcome).toEqual({
      kind: 'infrastructure',
      class: 'configuration-not-in-force',
      message: 'NoNewPrivs is 0, though no-new-privileges was asked for',
    });
    expect(steps).not.toContain('feed run-t0001');
  });

  it('is run as the builder asks for', async () => {
    const needs = {
      user: { id: 1000, groupId: 100 },
      seccomp: 'unconfined',
      mounts: [{ path: '/home/user', content: null }],
      capabilities: setOf(),
    } as const;
    const { engine } = await course({}, { builder: scriptedBuilder({ needs }) });
    const { user, seccomp, mounts } = needs;
    expect(engine.trials[0]).toMatchObject({ user, seccomp, mounts });
  });

  it('of a builder that is not root is void unless it has the set as its bounding set, and nothing in force', async () => {
    const user = { id: 1000, groupId: null };
    const builder = scriptedBuilder({ needs: { ...PLAIN_SETUP, user, capabilities: setOf() } });
    expect((await course({}, { builder })).observation?.outcome).toMatchObject({ kind: 'built' });
    for (const evidence of [{ bounding: setOf() }, { permitted: CHOWN }, { effective: CHOWN }]) {
      const { observation } = await course({ evidence }, { builder });
      expect(observation?.outcome).toMatchObject({
        kind: 'infrastructure',
        class: 'capabilities-not-as-requested',
        message: expect.stringMatching(/instead of 0{15}1, 0{16} and 0{16}$/),
      });
    }
  });

  it('reads the builder itself: the status of the container runtime is no evidence', async () => {
    const { steps, observation } = await course({ evidence: { name: 'runc:[2:INIT]' } });
    expect(observation?.outcome).toEqual({
      kind: 'infrastructure',
      class: 'evidence',
      message: 'the process is runc:[2:INIT]',
    });
    expect(steps).not.toContain('feed run-t0001');
  });
});

const exited = (exitCode: number, outOfMemory = false) =>
  ({ kind: 'exited', exitCode, outOfMemory, startedAt: '', finishedAt: '' }) as const;

describe('the outcome of a trial', () => {
  const cases: readonly [what: string, scripted: ScriptedTrial, outcome: object][] = [
    [
      'a build that fails',
      { ending: { exitCode: 1 }, output: REFUSED },
      { kind: 'failed', exitCode: 1, failure: { message: REFUSED } },
    ],
    [
      'a registry that fails',
      { ending: { exitCode: 1 }, output: 'infrastructure: 503' },
      { kind: 'infrastructure', class: 'registry' },
    ],
    [
      'a set that the engine cannot grant',
      { start: { kind: 'ungrantable', message: 'no SYS_BOOT' } },
      { kind: 'ungrantable', message: 'no SYS_BOOT' },
    ],
    [
      'a container that does not start',
      { start: { kind: 'not-started', message: 'no space' } },
      { kind: 'infrastructure', class: 'engine', message: 'no space' },
    ],
    [
      'a status that cannot be read',
      { evidence: { kind: 'unreadable', message: 'no /proc' } },
      { kind: 'infrastructure', class: 'evidence', message: 'no /proc' },
    ],
    [
      'a status that cannot be read of a build that hangs',
      { evidence: { kind: 'unreadable', message: 'no /proc' }, ending: 'hangs' },
      { kind: 'infrastructure', class: 'evidence' },
    ],
    [
      'a builder that ends at once',
      { evidence: { kind: 'ended' }, ending: { exitCode: 1 }, output: 'unknown flag: --x' },
      { kind: 'infrastructure', class: 'evidence', message: expect.stringContaining('unknown flag: --x') },
    ],
    [
      'a builder that ends at once with exit code 0',
      { evidence: { kind: 'ended' } },
      { kind: 'infrastructure', class: 'evidence' },
    ],
    [
      'a context that was cut off, with exit code 0',
      { feed: BROKEN },
      { kind: 'infrastructure', class: 'context', message: BROKEN.message },
    ],
    [
      'a context that was cut off, of a build that hangs',
      { feed: BROKEN, ending: 'hangs' },
      { kind: 'infrastructure', class: 'context' },
    ],
    [
      'a build that fails before it has read all of its context',
      { feed: BROKEN, ending: { exitCode: 1 }, output: REFUSED },
      { kind: 'failed', failure: { message: REFUSED } },
    ],
    [
      'a build that the kernel stops for want of memory',
      { ending: exited(137, true) },
      { kind: 'infrastructure', class: 'memory' },
    ],
    [
      'exit code 0 after the kernel killed one of its processes for want of memory',
      { ending: exited(0, true) },
      { kind: 'infrastructure', class: 'memory' },
    ],
    [
      'a container that somebody takes away',
      { ending: { kind: 'lost', message: 'it was removed' } },
      { kind: 'infrastructure', class: 'engine', message: 'it was removed' },
    ],
    ['a build that still runs at its deadline', { ending: 'hangs' }, { kind: 'timeout', deadlineMs: 20 }],
    ['output that the engine has lost', { output: null }, { kind: 'infrastructure', class: 'engine' }],
    [
      'lost output of a build that failed',
      { output: null, ending: { exitCode: 1 } },
      { kind: 'infrastructure', class: 'engine' },
    ],
  ];

  it.each(cases)('is told for %s, and its container is removed', async (_, scripted, outcome) => {
    const { observation, engine, steps } = await course(scripted);
    expect(observation?.outcome).toMatchObject(outcome);
    expect(steps.some((step) => step.startsWith('fingerprint'))).toBe(false);
    expect(containersOf(engine)).toEqual([]);
  });

  it('is judged by what the builder wrote, and kept without the secret, also where that is a word of ours', async () => {
    const build = { ...plan().build, secrets: [{ id: 'npm', value: 'infrastructure' }] };
    const output = 'infrastructure: the \u001b[1minfra\u001b[0mstructure is gone';
    const { observation } = await course({ ending: { exitCode: 1 }, output }, {}, { build });
    expect(observation?.outcome).toEqual({
      kind: 'infrastructure',
      class: 'registry',
      message: '***: the *** is gone',
    });
    expect(observation?.log).toEqual(['***: the *** is gone']);
  });

  it('is no verdict when the image cannot be read back', async () => {
    const takeFingerprint = () => Promise.reject(new Error('no manifest'));
    const { observation, engine } = await course({}, { takeFingerprint });
    expect(observation?.outcome).toEqual({
      kind: 'infrastructure',
      class: 'registry',
      message: 'the image could not be read back: no manifest',
    });
    expect(containersOf(engine)).toEqual([]);
  });

  it('is no verdict, and not the fault of the registry, when the image is larger than is read', async () => {
    const takeFingerprint = () => Promise.reject(beyondBounds('the image has 1,001 layers', 'layers'));
    const { observation } = await course({}, { takeFingerprint });
    expect(observation?.outcome).toEqual({
      kind: 'infrastructure',
      class: 'image-beyond-bounds',
      message: 'the image could not be read back: the image has 1,001 layers; at most 1,000 layers are read',
    });
  });

  it('is no verdict when there is no context file', async () => {
    const { observation } = await course({}, {}, { input: join(directory, 'absent') });
    expect(observation?.outcome).toMatchObject({ kind: 'infrastructure', class: 'context' });
  });

  it('is that it was cancelled, before it began or while it ran', async () => {
    const before = await course({}, { cancel: AbortSignal.abort() });
    expect(before.observation?.outcome).toEqual({ kind: 'cancelled' });
    expect(before.engine.trials).toEqual([]);
    const during = await course({ ending: 'hangs' }, { cancel: AbortSignal.timeout(5) }, { deadlineMs: 60_000 });
    expect(during.observation?.outcome).toEqual({ kind: 'cancelled' });
    expect(containersOf(during.engine)).toEqual([]);
  });
});

describe('a trial that cannot go on', () => {
  const full = new Error('no space left on device');

  it('creates nothing when its intent cannot be kept', async () => {
    const recorder = { intended: () => Promise.reject(full), observed: async () => undefined };
    const { engine, error } = await course({}, { recorder });
    expect(error).toBe(full);
    expect(engine.trials).toEqual([]);
  });

  it('says so and removes its container when what it showed cannot be kept', async () => {
    const recorder = { intended: async () => undefined, observed: () => Promise.reject(full) };
    const { engine, error } = await course({}, { recorder });
    expect(error).toBe(full);
    expect(containersOf(engine)).toEqual([]);
  });

  it('removes its container when the log cannot be understood', async () => {
    const builder = scriptedBuilder({
      readFailure: () => {
        throw full;
      },
    });
    const { engine, error } = await course({ ending: { exitCode: 1 } }, { builder });
    expect(error).toBe(full);
    expect(containersOf(engine)).toEqual([]);
  });

  it('keeps its verdict when its container cannot be removed', async () => {
    const inRoom = (room: SiteRoom): SiteRoom => ({
      ...room,
      startTrial: async (specification) => {
        const start = await room.startTrial(specification);
        if (start.kind !== 'started') return start;
        return { ...start, container: { ...start.container, remove: () => Promise.reject(new Error('device busy')) } };
      },
    });
    const { observation, error } = await course({}, { inRoom });
    expect(error).toBeUndefined();
    expect(observation?.outcome.kind).toBe('built');
  });
});
