import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAPABILITIES } from '../../capabilities/capability.ts';
import { type CapabilitySet, difference, EMPTY_SET, setOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { ROOT } from '../container-setup.ts';
import type { DockerApi } from '../docker/api/docker-api.ts';
import { podmanDialect } from './podman-dialect.ts';
import { podmanSeccompOption } from './podman-seccomp.ts';

const DEFAULTS = setOf('CHOWN', 'FOWNER', 'SETUID', 'KILL');
const somebody = { id: 1000, groupId: 1000 };

describe('what Podman is asked to grant', () => {
  it('to root is the set, added to nothing', () => {
    expect(
      podmanDialect({ defaults: DEFAULTS, cgroupVersion: 'v2' }).grant({
        capabilities: setOf('MKNOD', 'CHOWN'),
        user: ROOT,
      }),
    ).toEqual({
      CapDrop: ['ALL'],
      CapAdd: ['CHOWN', 'MKNOD'],
    });
  });

  const sets = fc.subarray([...CAPABILITIES]).map((names) => setOf(...names));
  it('to another user is exactly the set in the bounding set and nothing in force, or is refused by name', () => {
    fc.assert(
      fc.property(sets, sets, (defaults, capabilities) => {
        const grant = podmanDialect({ defaults, cgroupVersion: 'v2' }).grant({ capabilities, user: somebody });
        const beyond = difference(capabilities, defaults);
        if ('ungrantable' in grant) {
          expect(beyond).not.toBe(EMPTY_SET);
          expect(grant.ungrantable).toContain('default_capabilities');
          return;
        }
        // What is added is in force, as Podman has it.
        expect(grant.CapAdd).toEqual([]);
        expect(boundingOf(defaults, grant.CapDrop)).toBe(capabilities);
      }),
    );
  });
});

/** What is left of the defaults. */
function boundingOf(defaults: CapabilitySet, dropped: readonly string[]): CapabilitySet {
  return dropped.includes('ALL') ? EMPTY_SET : difference(defaults, setOfNames(dropped));
}

it('names what keeps a container from being removed', () => {
  const dialect = podmanDialect({ defaults: DEFAULTS, cgroupVersion: 'v2' });
  const [one, other] = ['a'.repeat(64), 'b'.repeat(64)];
  const refusal = `container ${'c'.repeat(64)} has dependent containers which must be removed before it: ${one}, ${other}: container already exists`;
  expect(dialect.dependentsIn(refusal)).toEqual([one, other]);
  expect(dialect.dependentsIn('device or resource busy')).toEqual([]);
});

describe('a seccomp profile for Podman', () => {
  const at = (transport: DockerApi['endpoint']['transport']): Pick<DockerApi, 'endpoint'> => ({
    endpoint: { url: 'somewhere', source: 'CONTAINER_HOST', isChosen: true, transport },
  });
  const here = at({ kind: 'socket', path: '/run/podman/podman.sock' });
  const profile = { name: 'allow.json', json: '{"defaultAction":"SCMP_ACT_ALLOW"}' };

  it('is a file until the container is made', async () => {
    const { option, release } = await podmanSeccompOption(here, profile);
    const path = option.replace('seccomp=', '');
    expect(readFileSync(path, 'utf8')).toBe(profile.json);
    await release();
    expect(existsSync(path)).toBe(false);
  });

  it('cannot be given to a service on another host, and the error says what can', async () => {
    const far = at({ kind: 'tcp', host: 'far', port: 1, tls: undefined });
    await expect(podmanSeccompOption(far, profile)).rejects.toMatchObject({
      code: 'ENGINE_UNSUPPORTED',
      hint: expect.stringContaining('unconfined'),
    });
    expect(await podmanSeccompOption(far, 'unconfined')).toMatchObject({ option: 'seccomp=unconfined' });
  });
});
