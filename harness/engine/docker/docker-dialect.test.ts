import { expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../../capabilities/capability-set.ts';
import { ROOT } from '../container-setup.ts';
import type { DockerApi } from './api/docker-api.ts';
import { DOCKER_DIALECT } from './docker-dialect.ts';

it('drops everything and adds exactly the set, by bare names, whoever the user is', () => {
  const capabilities = setOf('SETFCAP', 'CHOWN');
  for (const user of [ROOT, { id: 1000, groupId: null }]) {
    expect(DOCKER_DIALECT.grant({ capabilities, user })).toEqual({ CapDrop: ['ALL'], CapAdd: ['CHOWN', 'SETFCAP'] });
    expect(DOCKER_DIALECT.grant({ capabilities: EMPTY_SET, user })).toEqual({ CapDrop: ['ALL'], CapAdd: [] });
  }
});

it('gives the engine the text of a seccomp profile, which may run on another machine', async () => {
  const json = '{"defaultAction":"SCMP_ACT_ALLOW"}';
  const option = (profile: Parameters<typeof DOCKER_DIALECT.seccompOption>[1]) =>
    DOCKER_DIALECT.seccompOption({} as DockerApi, profile);
  expect(await option({ name: 'allow.json', json })).toMatchObject({ option: `seccomp=${json}` });
  expect(await option('unconfined')).toMatchObject({ option: 'seccomp=unconfined' });
});
