import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { setOf } from '../../../capabilities/capability-set.ts';
import { clusterImages, reasonToSkipCluster } from '../../../testing/programs/cluster-fixture.ts';
import { PLAIN_SETUP } from '../../container-setup.ts';
import { openEngine } from '../../open-engine.ts';
import { ownershipOf } from '../../ownership.ts';
import type { SiteRoom } from '../../port.ts';
import type { TrialSpecification } from '../../trial-port.ts';

const reason = await reasonToSkipCluster();

describe.skipIf(reason !== undefined)(`trials that share a pod (${reason ?? 'a cluster'})`, () => {
  it('have sets and exit codes of their own, and go on in another pod behind one that left something', async () => {
    const engine = await openEngine({ name: 'kubernetes', environment: process.env });
    const { image, auxiliaryImage } = clusterImages();
    const ownership = ownershipOf(`kaniko-caps-test-${randomUUID().slice(0, 8)}`);
    const run = async (room: SiteRoom, index: number, script: string) => {
      const capabilities = index === 0 ? setOf('CHOWN') : setOf('FOWNER', 'KILL');
      const specification: TrialSpecification = {
        ...PLAIN_SETUP,
        name: `${ownership.run}-t${index}`,
        image,
        command: ['/bin/sh', '-c', script],
        environment: {},
        capabilities,
        noNewPrivileges: false,
        limits: { memoryBytes: 64 * 2 ** 20, processes: 16, cpus: 0 },
        pushes: true,
        keepsProgram: false,
        ownership: ownershipOf(ownership.run, `t${index}`),
      };
      const start = await room.startTrial(specification);
      if (start.kind !== 'started') throw new Error(start.message);
      const evidence = await start.container.evidence(({ name }) => name === 'sh', 60_000);
      await start.container.feed(Readable.from([Buffer.from('a line\n')]));
      const ending = await start.container.ending(120_000);
      await start.container.remove();
      return { evidence, ending, capabilities, shared: start.shared };
    };
    try {
      const site = await engine.openSite({ ownership, auxiliaryImage, watchKernel: false });
      const counts = { none: 3, egress: 0 };
      const { none } = await site.makeRooms({ counts, trialsPerPod: 3, redirectedHosts: [] });
      // Whoever saw what another one left would end with more than 3.
      const script = 'read line; count=$(ls /dev/shm | wc -l); echo x > /dev/shm/left; exit $((3 + count))';
      const shown = await Promise.all(none.map((room, index) => run(room, index, script)));
      expect(shown.map(({ ending }) => ending)).toMatchObject([{ exitCode: 3 }, { exitCode: 3 }, { exitCode: 3 }]);
      for (const { evidence, capabilities } of shown) {
        expect(evidence).toMatchObject({ kind: 'read', status: { bounding: capabilities, effective: capabilities } });
      }
      expect(shown.map(({ shared }) => [shared?.turn, shared?.of]).sort()).toEqual([
        [1, 1],
        [1, 2],
        [1, 3],
      ]);
      const left = 'an earlier build left something in /dev/shm';
      const moves = shown.map(({ shared }) => shared?.moves ?? []);
      expect(moves.toSorted((one, other) => one.length - other.length)).toEqual([[], [left], [left, left]]);
      await site.close();
    } finally {
      await engine.remove(await engine.owned(ownership.run));
      await engine.close();
    }
  });
});
