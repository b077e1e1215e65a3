import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServiceAccount, type ServiceAccount } from '../../testing/cluster/service-account.ts';
import { clusterImages, reasonToSkipCluster } from '../../testing/programs/cluster-fixture.ts';
import { CLUSTER_VARIABLES } from '../cluster-variables.ts';
import { openEngine } from '../open-engine.ts';
import { ownershipOf } from '../ownership.ts';
import { namespaceChosenBy } from './api/connect.ts';

const reason = await reasonToSkipCluster();

describe.skipIf(reason !== undefined)(`the rights in the manifest (${reason ?? 'a cluster'})`, () => {
  let account: ServiceAccount;
  beforeAll(async () => {
    account = await createServiceAccount(await namespaceChosenBy(process.env));
  });
  afterAll(() => account.remove());

  // The cluster of the tests may have nodes that differ.
  const nodes = CLUSTER_VARIABLES.nodeSelector;
  const open = () =>
    openEngine({ name: 'kubernetes', environment: { ...account.environment, [nodes]: process.env[nodes] } });

  it('are enough to make a sandbox, read its registry, run a command and remove all of it', async () => {
    const engine = await open();
    const { image, auxiliaryImage } = clusterImages();
    const ownership = ownershipOf(`kaniko-caps-test-${randomUUID().slice(0, 8)}`);
    try {
      const site = await engine.openSite({ ownership, auxiliaryImage, watchKernel: false });
      const { none } = await site.makeRooms({ counts: { none: 1, egress: 0 }, redirectedHosts: [] });
      expect(await none[0]?.health?.()).toEqual({ kind: 'sound' });
      const supplied = await site.registry.supply({
        reference: image,
        repository: 'test/image',
        tag: 'one',
        credentials: null,
      });
      expect(supplied).toMatchObject({ kind: 'supplied' });
      await site.close();
      const command = ['/bin/echo', 'hello'];
      expect(await engine.runOnce({ image, command, deadlineMs: 30_000 })).toMatchObject({
        kind: 'ended',
        output: 'hello\n',
      });
    } finally {
      await engine.remove(await engine.owned(ownership.run));
      await engine.close();
    }
    expect(account.rights.length).toBeGreaterThan(10);
  });

  it('are each named where it is missing, before anything is made', async () => {
    for (const { resource, verb } of account.rights) {
      const giveBack = await account.without(resource, verb);
      // An API server may need a moment to hear of a change.
      await expect
        .poll(
          () =>
            open()
              .then((engine) => engine.close())
              .then(() => 'opened', String),
          { timeout: 10_000 },
        )
        .toContain(`: ${verb} ${resource}`);
      await giveBack();
    }
    await expect
      .poll(() =>
        open()
          .then((engine) => engine.close())
          .then(() => 'opened', String),
      )
      .toBe('opened');
  });
});
