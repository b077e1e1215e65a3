import { describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../container-setup.ts';
import type { TrialSpecification } from '../../trial-port.ts';
import { type ContainerSettings, trialSettings } from './container-settings.ts';

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

const settings = (changes: Partial<TrialSpecification> = {}): ContainerSettings =>
  trialSettings({ ...specification, ...changes }, 'container:slot-1');

describe('trialSettings', () => {
  it('drops everything and adds exactly the set, by bare names', () => {
    const { HostConfig } = settings();
    expect(HostConfig).toMatchObject({ CapDrop: ['ALL'], CapAdd: ['CHOWN', 'SETFCAP'], Privileged: false });
    expect(settings({ capabilities: EMPTY_SET }).HostConfig?.CapAdd).toEqual([]);
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
    const rootless = settings({ seccomp: 'unconfined', mounts: [{ content: null, path: '/home/user' }] });
    expect(rootless.HostConfig).toEqual({
      ...settings().HostConfig,
      SecurityOpt: ['seccomp=unconfined'],
      Mounts: [{ Type: 'volume', Source: '', Target: '/home/user' }],
    });
  });

  it('gives the engine the text of a seccomp profile', () => {
    const json = '{"defaultAction":"SCMP_ACT_ALLOW"}';
    const { HostConfig } = settings({ seccomp: { name: 'allow.json', json }, noNewPrivileges: true });
    expect(HostConfig?.SecurityOpt).toEqual(['no-new-privileges', `seccomp=${json}`]);
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
