import type { EngineKind } from '../engine-kind.ts';
import { connectCluster, namespaceChosenBy } from './api/connect.ts';
import { rbacManifest } from './api/rbac-manifest.ts';
import { assertRights } from './api/rights.ts';
import { kubernetesEngine } from './kubernetes-engine.ts';

/** A Kubernetes cluster. It is never found by chance: whoever has a cluster may not mean to start hundreds of pods in it. */
export const kubernetesKind: EngineKind = {
  name: 'kubernetes',
  isOnlyNamed: true,
  open: async (search) => {
    const connection = await connectCluster(search);
    await assertRights(connection.cluster);
    return { kind: 'open', engine: kubernetesEngine(connection) };
  },
  rightsManifest: async ({ environment }) => rbacManifest(await namespaceChosenBy(environment)),
};
