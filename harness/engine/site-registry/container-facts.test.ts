import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { SCRIPTED_ENVIRONMENT } from '../../testing/scripted/scripted-environment.ts';
import { completedBy, containerFactsIn, FACTS_FUNCTION } from './container-facts.ts';

describe('what a container finds', () => {
  it('is where ports are free, whose its users are, and what kernel and runtime give it', () => {
    const said = `ports=0 users=,0,0,4294967295, protected_hardlinks=1 protected_symlinks=0 protected_fifos=2
      protected_regular=2 root=overlay cgroup=cgroup2 label=cri-containerd.apparmor.d_(enforce)_`;
    expect(containerFactsIn(said)).toEqual({
      uidMap: '0 0 4294967295',
      unprivilegedPortStart: 0,
      protectedFiles: {
        'fs.protected_hardlinks': '1',
        'fs.protected_symlinks': '0',
        'fs.protected_fifos': '2',
        'fs.protected_regular': '2',
      },
      storageDriver: 'overlay',
      cgroupVersion: '2',
      appArmor: true,
      selinux: false,
    });
  });

  it('is a map of several ranges, and no protected files where one cannot be read', () => {
    const said = 'ports=1024 users=,0,1001,1,1,100000,65536, protected_hardlinks= protected_symlinks=0';
    expect(containerFactsIn(said)).toEqual({ uidMap: '0 1001 1, 1 100000 65536', unprivilegedPortStart: 1024 });
  });

  it('is version 1 where each controller is mounted, whatever is at its place', () => {
    expect(containerFactsIn('cgroup=tmpfs cgroup=cgroup cgroup=cgroup')).toEqual({ cgroupVersion: '1' });
    expect(containerFactsIn('cgroup=tmpfs')).toEqual({});
  });

  it.each([
    ['system_u:system_r:container_t:s0:c1,c2', { appArmor: false, selinux: true }],
    ['system_u:system_r:spc_t:s0', { appArmor: false, selinux: false }],
    ['unconfined_', { appArmor: false, selinux: false }],
    ['', {}],
  ])('tells by the label %j how it is confined', (label, confinement) => {
    expect(containerFactsIn(`label=${label}`)).toEqual(confinement);
  });

  it.each(['', 'ports=', 'users=,0,1,', 'ports=cat: users=no such', 'root=<b>'])('is nothing in %j', (said) => {
    expect(containerFactsIn(said)).toEqual({});
  });

  it('is said by a shell as it is read', () => {
    const said = execFileSync('/bin/sh', ['-c', `${FACTS_FUNCTION}facts`], { encoding: 'utf8' });
    expect(containerFactsIn(said)).toMatchObject({
      uidMap: expect.stringMatching(/^\d+ \d+ \d+/),
      unprivilegedPortStart: expect.any(Number),
      storageDriver: expect.any(String),
    });
  });
});

it('completes what the engine does not know, and leaves what it does', () => {
  const facts = { storageDriver: 'overlay', cgroupVersion: '2', uidMap: '0 0 4294967295' };
  expect(completedBy({ ...SCRIPTED_ENVIRONMENT, cgroupVersion: 'unknown' }, facts)).toEqual({
    ...SCRIPTED_ENVIRONMENT,
    cgroupVersion: '2',
    uidMap: '0 0 4294967295',
  });
});
