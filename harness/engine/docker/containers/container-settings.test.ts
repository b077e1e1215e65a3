import { describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../../../capabilities/capability-set.ts';
import type { TrialSpecification } from '../../port.ts';
import { trialSettings } from './container-settings.ts';

const specification: TrialSpecification = {
  name: 'trial',
  image: 'builder',
  command: ['/kaniko/executor', '--context', 'tar://stdin'],
  environment: { A: 'b=c' },
  capabilities: setOf('SETFCAP', 'CHOWN'),
  noNewPrivileges: false,
  slot: 'slot-1',
  limits: { memoryBytes: 1_000, processes: 10, cpus: 1.5 },
  labels: { run: '1' },
};

describe('trialSettings', () => {
  it('drops everything and adds exactly the set, by bare names', () => {
    const { HostConfig } = trialSettings(specification);
    expect(HostConfig).toMatchObject({ CapDrop: ['ALL'], CapAdd: ['CHOWN', 'SETFCAP'], Privileged: false });
    expect(trialSettings({ ...specification, capabilities: EMPTY_SET }).HostConfig?.CapAdd).toEqual([]);
  });

  it('mounts nothing and leaves the privilege of setuid programs alone', () => {
    const { HostConfig } = trialSettings(specification);
    for (const field of ['Binds', 'Mounts', 'Devices', 'SecurityOpt']) expect(HostConfig).not.toHaveProperty(field);
  });

  it('lets no process gain a privilege where that is asked for, and drops and adds the same', () => {
    const { HostConfig } = trialSettings({ ...specification, noNewPrivileges: true });
    expect(HostConfig).toEqual({ ...trialSettings(specification).HostConfig, SecurityOpt: ['no-new-privileges'] });
  });

  it('joins the network of its slot, or has none', () => {
    expect(trialSettings(specification).HostConfig?.NetworkMode).toBe('container:slot-1');
    expect(trialSettings({ ...specification, slot: null }).HostConfig?.NetworkMode).toBe('none');
  });

  it('allows no swap beyond the memory, and bounds CPUs only where asked', () => {
    expect(trialSettings(specification).HostConfig).toMatchObject({
      Memory: 1_000,
      MemorySwap: 1_000,
      PidsLimit: 10,
      NanoCpus: 1_500_000_000,
    });
    const unbounded = { ...specification, limits: { ...specification.limits, cpus: 0 } };
    expect(trialSettings(unbounded).HostConfig).not.toHaveProperty('NanoCpus');
  });
});
