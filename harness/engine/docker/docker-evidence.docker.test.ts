import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../../capabilities/universe.ts';
import { type DockerFixture, openDockerFixture, reasonToSkip } from '../../testing/docker-fixture.ts';
import { type ProcessStatus, parseProcessStatus } from '../../vocabulary/process-status.ts';
import type { EvidenceSource } from '../port.ts';
import type { EvidenceReading } from '../trial-port.ts';
import { localStatusReader } from './evidence/local-status-reader.ts';

const reason = await reasonToSkip();

describe.skipIf(reason !== undefined)(`evidence read by a helper container (${reason ?? 'available'})`, () => {
  let fixture: DockerFixture;
  let source: EvidenceSource;
  beforeAll(async () => {
    fixture = await openDockerFixture();
    const { reader } = await fixture.look({ mayReadLocally: false });
    source = reader.source;
  });
  afterAll(() => fixture.close());

  it('finds the same as this host would', async () => {
    expect(source).toEqual({ kind: 'readable', from: 'helper' });
    for (const capabilities of [EMPTY_SET, setOf('CHOWN', 'SETFCAP'), DOCKER_DEFAULTS]) {
      const container = await fixture.start(fixture.trial('cat', { capabilities }));
      const reading = await container.evidence((status) => status.name === 'cat', 10_000);
      await container.remove();
      expect(reading).toMatchObject({ kind: 'read', status: { bounding: capabilities, effective: capabilities } });
    }
  });

  it('reads several trials at once without mixing them up', async () => {
    const sets = ['CHOWN', 'FOWNER', 'KILL', 'SETUID'].map((name) => setOf(name as 'CHOWN'));
    const readings = await Promise.all(
      sets.map(async (capabilities): Promise<EvidenceReading> => {
        const container = await fixture.start(fixture.trial('cat', { capabilities }));
        const reading = await container.evidence((status) => status.name === 'cat', 10_000);
        await container.remove();
        return reading;
      }),
    );
    expect(readings.map((reading) => (reading.kind === 'read' ? reading.status.bounding : reading))).toEqual(sets);
  });

  it('says that the container ended before it could be read', async () => {
    const container = await fixture.start(fixture.trial('exit 3'));
    await container.ending(10_000);
    expect(await container.evidence(() => true, 1_000)).toEqual({ kind: 'ended' });
    await container.remove();
  });

  it('says what it saw when the builder never shows itself', async () => {
    const container = await fixture.start(fixture.trial('cat'));
    expect(await container.evidence((status) => status.name === 'executor', 200)).toEqual({
      kind: 'unreadable',
      message: 'the process of the builder did not appear within 0.2 s (seen: cat)',
    });
    await container.remove();
  });
});

describe.skipIf(reason !== undefined)(`evidence on this machine (${reason ?? 'available'})`, () => {
  let fixture: DockerFixture;
  beforeAll(async () => {
    fixture = await openDockerFixture();
  });
  afterAll(() => fixture.close());

  it('is unreadable, and says why, as long as nothing was prepared', async () => {
    const container = await fixture.start(fixture.trial('cat'));
    expect(await container.evidence(() => true, 1_000)).toMatchObject({ kind: 'unreadable' });
    await container.remove();
  });

  it('shows no-new-privileges where a trial has it, beside the same capabilities and the same seccomp', async () => {
    await fixture.look();
    const capabilities = setOf('CHOWN', 'SETUID');
    const statusWith = async (noNewPrivileges: boolean): Promise<ProcessStatus> => {
      const container = await fixture.start(fixture.trial('cat', { capabilities, noNewPrivileges }));
      const reading = await container.evidence((status) => status.name === 'cat', 10_000);
      await container.remove();
      if (reading.kind !== 'read') throw new Error(`the status was not read: ${reading.kind}`);
      return reading.status;
    };
    const [plain, hardened] = [await statusWith(false), await statusWith(true)];
    expect(plain).toMatchObject({ noNewPrivileges: false, bounding: capabilities });
    expect(hardened).toEqual({ ...plain, noNewPrivileges: true });
  });

  it('leaves no helper behind when this host can read for itself', async () => {
    const { reader } = await fixture.look();
    expect(await fixture.objects()).toHaveLength(reader === localStatusReader ? 0 : 1);
  });

  it('calls a set untestable that holds a capability which this process, and so the daemon it started, may lack', async (context) => {
    const own = parseProcessStatus((await localStatusReader.read(process.pid)) ?? '')?.bounding ?? EMPTY_SET;
    context.skip((own & setOf('SYS_RESOURCE')) !== 0n, 'this machine has every capability');
    const specification = fixture.trial('cat', { capabilities: setOf('CHOWN', 'SYS_RESOURCE') });
    const start = await fixture.attempt(specification);
    expect(start).toMatchObject({ kind: 'ungrantable' });
    expect((await fixture.objects()).map(({ name }) => name)).not.toContain(specification.name);
  });

  it('calls a set untestable that holds a capability without a name', async () => {
    const unnamed = ((1n << 50n) | setOf('CHOWN')) as ReturnType<typeof setOf>;
    const start = await fixture.attempt(fixture.trial('cat', { capabilities: unnamed }));
    expect(start).toMatchObject({ kind: 'ungrantable', message: expect.stringContaining('unknown capability') });
  });
});
