import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reasonToSkip } from '../programs/docker-fixture.ts';
import { type DockerFaults, openDockerFaults } from './docker-faults.ts';

const reason = await reasonToSkip('auxiliary', 'buildah');

describe.skipIf(reason !== undefined)(`a run on Docker under faults (${reason ?? 'available'})`, () => {
  let faults: DockerFaults;
  beforeAll(async () => {
    faults = await openDockerFaults({ kind: 'image', reference: 'kaniko-caps/buildah:2' });
  });
  afterAll(() => faults[Symbol.asyncDispose]());

  it.each([8, 9])('says what is true or nothing, ends, and leaves nothing: schedule %i', async (seed) => {
    const { wrong, lost, left, hung } = await faults.trySchedule(seed);
    expect({ wrong, lost, left, hung }).toEqual({ wrong: [], lost: [], left: [], hung: [] });
  });
});
