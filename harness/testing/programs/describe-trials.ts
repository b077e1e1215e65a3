import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CapabilitySet, EMPTY_SET, formatSet, setOf } from '../../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../../capabilities/universe.ts';
import type { Ending, TrialSpecification } from '../../engine/trial-port.ts';
import type { ProcessStatus } from '../../vocabulary/process-status.ts';
import type { DockerFixture } from './docker-fixture.ts';

/** In what engines that speak Docker's API differ, beyond what the port promises. */
export interface TrialPromises {
  /** Exit codes that a container's program may give and that are told as they are. */
  readonly exitCodes: readonly number[];
  /** How a container that grew beyond its memory ends; null where it has no bound. */
  readonly outOfMemory: Partial<Ending> | null;
  /** Whether a container can be made to stand still. */
  readonly canPause: boolean;
  /** The signal of a kill, as the engine tells it. */
  readonly killSignal: string;
  /** Whether user ids are the same outside of the container. */
  readonly keepsIds: boolean;
}

const isCat = (status: ProcessStatus): boolean => status.name === 'cat';
const nothing = (): Readable => Readable.from([]);

/** What a trial does on every engine that speaks Docker's API. To be called in a test file of the engine's folder. */
export function describeTrials(name: string, open: () => Promise<DockerFixture>, promises: TrialPromises): void {
  describe(name, () => {
    let fixture: DockerFixture;
    beforeAll(async () => {
      fixture = await open();
      await fixture.look();
    });
    afterAll(() => fixture.close());

    const run = async (
      specification: TrialSpecification,
      context: Readable = nothing(),
    ): Promise<{ ending: Ending; output: string | null }> => {
      const container = await fixture.start(specification);
      await container.feed(context);
      const ending = await container.ending(30_000);
      const output = await container.output();
      await container.remove();
      return { ending, output };
    };

    const sets: CapabilitySet[] = [
      EMPTY_SET,
      setOf('CHOWN'),
      setOf('SYS_CHROOT', 'SETFCAP', 'AUDIT_WRITE'),
      DOCKER_DEFAULTS,
    ];
    it.each(sets)('grants exactly the requested set %#', async (capabilities) => {
      const container = await fixture.start(fixture.trial('cat', { capabilities }));
      const evidence = await container.evidence(isCat, 10_000);
      await container.remove();
      if (evidence.kind !== 'read') throw new Error(JSON.stringify(evidence));
      const { bounding, effective, permitted, inheritable, ambient, noNewPrivileges } = evidence.status;
      expect([bounding, effective, permitted].map(formatSet)).toEqual(Array(3).fill(formatSet(capabilities)));
      expect([inheritable, ambient]).toEqual([EMPTY_SET, EMPTY_SET]);
      expect(noNewPrivileges).toBe(false);
    });

    it('delivers 50 MB of context unaltered', async () => {
      const context = randomBytes(50 * 1024 * 1024);
      const { ending, output } = await run(fixture.trial('sha256sum'), Readable.from(context, { objectMode: false }));
      expect(ending).toMatchObject({ kind: 'exited', exitCode: 0 });
      expect(output).toBe(`${createHash('sha256').update(context).digest('hex')}  -\n`);
    });

    it.each(promises.exitCodes)('reports exit code %i', async (code) => {
      const { ending } = await run(fixture.trial(`exit ${code}`));
      expect(ending).toMatchObject({ kind: 'exited', exitCode: code, outOfMemory: false });
    });

    it('keeps a last line without a newline, and what went to stderr', async () => {
      const script = 'for i in $(seq 59); do echo "line $i"; done; echo oops >&2; sleep 0.2; printf "line 60"';
      const { output } = await run(fixture.trial(script));
      const lines = output?.split('\n') ?? [];
      expect(lines).toHaveLength(61);
      expect(lines).toContain('oops');
      expect(lines.filter((line) => line !== 'oops')).toEqual(Array.from({ length: 60 }, (_, n) => `line ${n + 1}`));
    });

    it('reads a log of 100,000 lines', async () => {
      const { output } = await run(fixture.trial('seq 100000'));
      expect(output?.trimEnd().split('\n')).toHaveLength(100_000);
    });

    it.skipIf(promises.outOfMemory === null)('says that the kernel ran out of memory for the trial', async () => {
      const limits = { memoryBytes: 16 * 1024 * 1024, processes: 64, cpus: 0 };
      const { ending } = await run(fixture.trial('', { limits, command: ['/bin/busybox', 'tail', '/dev/zero'] }));
      expect(ending).toMatchObject(promises.outOfMemory ?? {});
    });

    it.skipIf(!promises.canPause).each([
      ['for a while', true],
      ['until its deadline', false],
    ])('blames no trial for its deadline that somebody paused %s', async (_, goesOn) => {
      const container = await fixture.start(fixture.trial('sleep 60'));
      const paused = fixture.api.docker.getContainer(container.name);
      await paused.pause();
      if (goesOn) await paused.unpause();
      expect(await container.ending(300)).toEqual({ kind: 'lost', message: 'somebody paused the container' });
      await container.remove();
    });

    it('kills a trial at its deadline', async () => {
      const container = await fixture.start(fixture.trial('sleep 600'));
      const started = Date.now();
      expect(await container.ending(300)).toEqual({ kind: 'deadline' });
      expect(Date.now() - started).toBeLessThan(5_000);
      await container.remove();
    });

    it('kills a trial on demand', async () => {
      const container = await fixture.start(fixture.trial('sleep 600'));
      const cancel = new AbortController();
      const ending = container.ending(60_000, cancel.signal);
      await sleep(100);
      cancel.abort();
      expect(await ending).toEqual({ kind: 'cancelled' });
      await container.remove();
    });

    it('takes the place of the container that an earlier process left under the same name', async () => {
      const specification = fixture.trial('cat');
      await fixture.start(specification);
      const { ending, output } = await run(specification, Readable.from(['again']));
      expect(ending).toMatchObject({ kind: 'exited', exitCode: 0 });
      expect(output).toBe('again');
    });

    it('leaves a container alone that has the name but is not of this tool', async () => {
      const specification = fixture.trial('cat');
      const { docker } = fixture.api;
      const stranger = await docker.createContainer({ name: specification.name, Image: fixture.image });
      const refused = await fixture.attempt(specification);
      expect(refused).toMatchObject({ kind: 'not-started', message: expect.stringContaining('already in use') });
      expect((await stranger.inspect()).Name).toBe(`/${specification.name}`);
      await stranger.remove();
    });

    it('runs as the user that is asked for, which has the set in its bounding set only', async () => {
      const capabilities = setOf('CHOWN', 'SETUID');
      const user = { id: 1000, groupId: 100 };
      const container = await fixture.start(fixture.trial('cat', { capabilities, user, seccomp: 'unconfined' }));
      const evidence = await container.evidence(isCat, 10_000);
      await container.remove();
      expect(evidence).toMatchObject({
        kind: 'read',
        status: { bounding: capabilities, permitted: EMPTY_SET, effective: EMPTY_SET, seccomp: 0 },
      });
      if (promises.keepsIds)
        expect(evidence.kind === 'read' && [evidence.status.uids[0], evidence.status.gids[0]]).toEqual([1000, 100]);
    });

    it('gives a trial the directories that it asks for, outside of its own file system', async () => {
      const script = 'ls -A /tmp | wc -l; stat -c %a /tmp; grep -c " /tmp " /proc/mounts; echo x > /tmp/file';
      const { ending, output } = await run(fixture.trial(script, { mounts: [{ path: '/tmp', content: null }] }));
      expect(ending).toMatchObject({ kind: 'exited', exitCode: 0 });
      expect(output).toBe('0\n1777\n1\n');
    });

    it('fills a directory with what it is to begin with, owners and modes included, for that trial alone', async () => {
      const content = join(await mkdtemp(join(tmpdir(), 'mount-')), 'content.tar.gz');
      const archive = pack();
      archive.entry({ name: 'file', mode: 0o640, uid: 1000, gid: 100 }, 'x');
      archive.finalize();
      await pipeline(archive, createGzip(), createWriteStream(content));
      const script = 'stat -c "%n %a %u:%g" /tmp /tmp/*; echo y > /tmp/left';
      for (const _ of ['first', 'second']) {
        const trial = fixture.trial(script, {
          mounts: [{ path: '/tmp', content: { archive: content, directory: { uid: 1000, gid: 100, mode: 0o750 } } }],
          capabilities: setOf('DAC_OVERRIDE'),
        });
        const { ending, output } = await run(trial);
        expect(ending).toMatchObject({ kind: 'exited', exitCode: 0 });
        expect(output).toBe('/tmp 750 1000:100\n/tmp/file 640 1000:100\n');
      }
      await rm(dirname(content), { recursive: true });
    });

    it('has the groups of the image where root is asked for', async () => {
      expect((await run(fixture.trial('id'))).output).toBe(`uid=0(root) gid=0(root) groups=0(root),10(wheel)\n`);
    });

    it('does not take a kill from outside for the exit code of the build', async () => {
      const specification = fixture.trial('sleep 600');
      const container = await fixture.start(specification);
      const ending = container.ending(60_000);
      await sleep(100);
      const [killed] = (await fixture.objects()).filter(({ name }) => name === specification.name);
      await fixture.api.docker.getContainer(killed?.id ?? '').kill();
      expect(await ending).toEqual({
        kind: 'lost',
        message: `the container was killed from outside (signal ${promises.killSignal})`,
      });
      await container.remove();
    });

    it('calls a trial lost whose container somebody removed', async () => {
      const specification = fixture.trial('sleep 600');
      const container = await fixture.start(specification);
      const ending = container.ending(60_000);
      const [object] = (await fixture.objects()).filter(({ name }) => name === specification.name);
      if (object !== undefined) await fixture.engine.remove([object]);
      expect(await ending).toMatchObject({ kind: 'lost' });
      expect(await container.output()).toBeNull();
      await container.remove();
    });

    it('says that an image or a program is missing, and leaves nothing', async () => {
      const specification = fixture.trial('cat', { image: 'kaniko-caps-test:absent' });
      expect(await fixture.attempt(specification)).toMatchObject({ kind: 'not-started' });
      const noProgram = fixture.trial('', { command: ['/bin/absent'] });
      expect(await fixture.attempt(noProgram)).toMatchObject({ kind: 'not-started' });
      const names = (await fixture.objects()).map(({ name }) => name);
      expect(names).not.toContain(noProgram.name);
    });
  });
}
