import { describe, it } from 'vitest';
import { clusterImages, reasonToSkipCluster } from '../../testing/programs/cluster-fixture.ts';
import { describeEngine } from '../../testing/scripted/engine-contract.ts';
import { openEngine } from '../open-engine.ts';

const reason = await reasonToSkipCluster();

if (reason === undefined) {
  describeEngine('a Kubernetes cluster', async () => ({
    engine: await openEngine({ name: 'kubernetes', environment: process.env }),
    ...clusterImages(),
  }));
} else {
  describe(`a Kubernetes cluster (${reason})`, () => {
    it.skip('does what every engine does', () => undefined);
  });
}
