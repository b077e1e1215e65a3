import { commonEnvironment } from '../common-environment.ts';
import { keptAnswer } from '../kept-answer.ts';
import { openSites } from '../open-sites.ts';
import { ownershipOf } from '../ownership.ts';
import type { Engine, EngineHost } from '../port.ts';
import type { ClusterConnection } from './api/connect.ts';
import { imageArchitecture, readNodes } from './api/kube-environment.ts';
import { kubeImages } from './images/kube-images.ts';
import { listObjects, removeObjects } from './pods/kube-objects.ts';
import { watchPods } from './pods/pod-watch.ts';
import { openKubeSite } from './site/kube-site.ts';
import { askPod } from './trial-pod/ask-pod.ts';
import { SECCOMP_FILE_OBSTACLE } from './trial-pod/start-pod.ts';

/** The port to a Kubernetes cluster: a trial is a pod. */
export function kubernetesEngine({ cluster, version }: ClusterConnection): Engine {
  const open = openSites();
  const watch = watchPods(cluster, ownershipOf('').process);
  // A run asks several times.
  const nodes = keptAnswer(() => readNodes(cluster, version));
  // Nothing is made on nodes that differ: a pod may come to any of them.
  const hosts = async (): Promise<readonly EngineHost[]> => {
    commonEnvironment(await nodes());
    return nodes();
  };
  const images = kubeImages(async () => imageArchitecture((await nodes())[0]?.environment.architecture ?? ''));
  return {
    kind: 'kubernetes',
    foundBy: cluster.foundBy,
    images,
    seccompFileObstacle: SECCOMP_FILE_OBSTACLE,
    hosts,
    runOnce: async (specification) => {
      await hosts();
      return askPod(cluster, watch, specification);
    },
    openSite: async (specification) => open.keep(await openKubeSite(cluster, watch, specification, await hosts())),
    owned: (run) => listObjects(cluster, run),
    remove: async (objects) => {
      await removeObjects(cluster, objects);
      return [...objects];
    },
    close: async () => {
      await open.close();
      await watch.close();
    },
  };
}
