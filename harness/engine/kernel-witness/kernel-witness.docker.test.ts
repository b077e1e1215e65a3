import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CapabilitySet, EMPTY_SET, setOf } from '../../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../../capabilities/universe.ts';
import { type DockerFixture, openDockerFixture } from '../../testing/programs/docker-fixture.ts';
import { reasonNotToWatch, startWaiting, watchScript } from '../../testing/programs/watched-trial.ts';
import type { CapabilityChecks } from '../../vocabulary/capability-checks.ts';
import type { TrialSpecification } from '../trial-port.ts';
import { openTraceFilesystem } from './trace-filesystem.ts';

const reason = await reasonNotToWatch();

describe.skipIf(reason !== undefined)(`the witness of a real kernel (${reason ?? 'available'})`, () => {
  let fixture: DockerFixture;
  beforeAll(async () => {
    fixture = await openDockerFixture();
    await fixture.look({ watchKernel: true });
  });
  afterAll(() => fixture.close());

  const watched = (...order: [script: string, changes?: Partial<TrialSpecification>, asked?: CapabilitySet]) =>
    watchScript(fixture, ...order);
  const denied = ({ checks }: CapabilityChecks): string[] =>
    checks.filter(({ granted }) => !granted).map(({ program, capability }) => `${program} ${capability}`);

  it('tells which program was denied which capability, children of children among them', async () => {
    const seen = await watched('echo x > /tmp/f; (sh -c "chown 1000 /tmp/f; true"); mknod /tmp/d c 1 3; true');
    expect(seen.complete).toBe(true);
    expect(denied(seen)).toEqual(['chown CHOWN', 'mknod MKNOD']);
  });

  it('tells what was granted', async () => {
    const seen = await watched('echo x > /tmp/f; chown 1000 /tmp/f; true', { capabilities: setOf('CHOWN') });
    expect(denied(seen)).toEqual([]);
    expect(seen.checks).toContainEqual(
      expect.objectContaining({ capability: 'CHOWN', granted: true, program: 'chown' }),
    );
  });

  it('names a silent loss: who was denied FSETID when the bit went', async () => {
    const capabilities = setOf('CHOWN', 'FOWNER');
    const seen = await watched('echo x > /tmp/f; chown 0:42 /tmp/f; chmod 2755 /tmp/f', { capabilities });
    expect(denied(seen)).toEqual(['chmod FSETID']);
  });

  it('tells of SYS_ADMIN, which every program asks for, only when asked', async () => {
    const script = 'ls /';
    expect((await watched(script)).checks.filter(({ capability }) => capability === 'SYS_ADMIN')).toEqual([]);
    expect(denied(await watched(script, {}, setOf('SYS_ADMIN')))).toContainEqual(expect.stringMatching(/ SYS_ADMIN$/));
  });

  it('does not mix up builds that run at the same time', async () => {
    const scripts = ['chown 1 /tmp/f', 'mknod /tmp/d c 1 3', 'chroot /', 'true'];
    const seen = await Promise.all(scripts.map((script) => watched(`echo x > /tmp/f; ${script}; true`)));
    // The default seccomp profile refuses chroot before the kernel checks any capability.
    expect(seen.map(denied)).toEqual([['chown CHOWN'], ['mknod MKNOD'], [], []]);
  });

  it('loses nothing of a build that makes very many checks', async () => {
    const seen = await watched('echo x > /tmp/f; for i in $(seq 2000); do chown 1000 /tmp/f; done 2>/dev/null; true', {
      capabilities: EMPTY_SET,
    });
    const chowns = seen.checks.filter(({ capability, granted }) => capability === 'CHOWN' && !granted);
    expect(seen.complete).toBe(true);
    expect(chowns.reduce((sum, { count }) => sum + count, 0)).toBe(2_000);
  });

  it('does not watch before the evidence was read, or after the end', async () => {
    const container = await fixture.start(fixture.trial('read -r line', { capabilities: DOCKER_DEFAULTS }));
    expect(await container.watch(DOCKER_DEFAULTS)).toBeNull();
    await container.evidence(({ name }) => name === 'sh', 10_000);
    await container.ending(0);
    expect(await container.watch(DOCKER_DEFAULTS)).toBeNull();
    await container.remove();
  });
});

describe.skipIf(reason !== undefined)(`a witness that is closed (${reason ?? 'available'})`, () => {
  it('leaves nothing in the kernel, even when a watch was not ended', async () => {
    const fixture = await openDockerFixture();
    await fixture.look({ watchKernel: true });
    const container = await startWaiting(fixture);
    expect(await container.watch(DOCKER_DEFAULTS)).not.toBeNull();
    await fixture.close();
    const traces = await openTraceFilesystem();
    if (traces.kind === 'unavailable') throw new Error(traces.reason);
    const left = (await readdir(join(traces.root, 'instances'))).filter((name) => name.includes(`-${process.pid}-`));
    await traces.close();
    expect(left).toEqual([]);
  });
});

describe.skipIf(reason !== undefined)(`what a dead run left in a real kernel (${reason ?? 'available'})`, () => {
  /** No process can have it: the kernel gives at most 4194304. */
  const DEAD = 4_194_305;

  it('is listed with its owner, and removed, through the engine', async () => {
    const fixture = await openDockerFixture();
    const traces = await openTraceFilesystem();
    if (traces.kind === 'unavailable') throw new Error(traces.reason);
    const names = [`kaniko-caps-${DEAD}-1`, `kaniko-caps-${process.pid}-999`].sort();
    for (const name of names) await mkdir(join(traces.root, 'instances', name));
    const ours = (await fixture.engine.owned()).filter(({ name }) => names.includes(name));
    expect(ours.map(({ kind, name, ownership }) => [kind, name, ownership?.process.pid])).toEqual(
      names.map((name) => ['trace instance', name, name.includes(String(DEAD)) ? DEAD : process.pid]),
    );
    expect((await fixture.engine.remove(ours)).map(({ name }) => name)).toEqual(names);
    const left = await readdir(join(traces.root, 'instances'));
    await traces.close();
    await fixture.close();
    expect(left.filter((name) => names.includes(name))).toEqual([]);
  });
});
