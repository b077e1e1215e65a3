import { describe, expect, it } from 'vitest';
import { setOf } from '../../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../container-setup.ts';
import type { TrialSpecification } from '../../trial-port.ts';
import { type ContainerSettings, helperSettings, type TrialMeans, trialSettings } from './container-settings.ts';

const specification: TrialSpecification = {
  ...PLAIN_SETUP,
  name: 'trial',
  image: 'builder',
  command: ['/kaniko/executor', '--context', 'tar://stdin'],
  environment: { A: 'b=c' },
  capabilities: setOf('SETFCAP', 'CHOWN'),
  noNewPrivileges: false,
  limits: { memoryBytes: 1_000, processes: 10, cpus: 1.5 },
  pushes: false,
  keepsProgram: true,
  ownership: { run: '1', trial: 't0001', process: { host: 'here', pid: 1 }, createdAt: null },
};

const settings = (changes: Partial<TrialSpecification> = {}, means: Partial<TrialMeans> = {}): ContainerSettings =>
  trialSettings(
    { ...specification, ...changes },
    {
      networkMode: 'container:slot-1',
      grant: { CapDrop: ['ALL'], CapAdd: ['CHOWN', 'SETFCAP'] },
      seccomp: null,
      dialect: { canSwitchOffHealthcheck: true },
      ...means,
    },
  );

describe('trialSettings', () => {
  it('drops and adds what the engine is to be asked for', () => {
    const { HostConfig } = settings();
    expect(HostConfig).toMatchObject({ CapDrop: ['ALL'], CapAdd: ['CHOWN', 'SETFCAP'], Privileged: false });
  });

  it('switches off a check of health that its image has, where the engine can', () => {
    expect(settings().Healthcheck).toEqual({ Test: ['NONE'] });
    expect(settings({}, { dialect: { canSwitchOffHealthcheck: false } })).not.toHaveProperty('Healthcheck');
  });

  it('mounts nothing and leaves the privilege of setuid programs alone', () => {
    const { HostConfig } = settings();
    for (const field of ['Binds', 'Mounts', 'Devices', 'SecurityOpt']) expect(HostConfig).not.toHaveProperty(field);
  });

  it('lets no process gain a privilege where that is asked for, and drops and adds the same', () => {
    const { HostConfig } = settings({ noNewPrivileges: true });
    expect(HostConfig).toEqual({ ...settings().HostConfig, SecurityOpt: ['no-new-privileges'] });
  });

  it('has the network that it is given, and the labels of its owner', () => {
    expect(settings()).toMatchObject({
      HostConfig: { NetworkMode: 'container:slot-1' },
      Labels: { 'io.github.kaniko-caps.run': '1', 'io.github.kaniko-caps.trial': 't0001' },
    });
  });

  it('runs as the user that is asked for, whatever the image says', () => {
    expect(settings().User).toBe('0');
    expect(settings({ user: { id: 1000, groupId: 100 } }).User).toBe('1000:100');
  });

  it('has no filter on system calls, and mounts, only where a builder asks for them', () => {
    const rootless = settings({ mounts: [{ content: null, path: '/home/user' }] }, { seccomp: 'seccomp=unconfined' });
    expect(rootless.HostConfig).toEqual({
      ...settings().HostConfig,
      SecurityOpt: ['seccomp=unconfined'],
      Mounts: [{ Type: 'volume', Source: '', Target: '/home/user' }],
    });
  });

  it('allows no swap beyond the memory, and bounds CPUs only where asked', () => {
    expect(settings().HostConfig).toMatchObject({
      Memory: 1_000,
      MemorySwap: 1_000,
      PidsLimit: 10,
      NanoCpus: 1_500_000_000,
    });
    const limits = { ...specification.limits, cpus: 0 };
    expect(settings({ limits }).HostConfig).not.toHaveProperty('NanoCpus');
  });
});

describe('helperSettings', () => {
  it('sees the processes of the host, also where user ids are mapped, and is nobody with nothing', () => {
    const helper = helperSettings({ image: 'busybox', command: ['sh'], labels: {} }, { canSwitchOffHealthcheck: true });
    expect(helper).toMatchObject({
      User: '65534:65534',
      HostConfig: { PidMode: 'host', UsernsMode: 'host', CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] },
    });
    expect(helper.HostConfig).not.toHaveProperty('CapAdd');
  });
});
