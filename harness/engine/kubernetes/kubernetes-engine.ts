import { ownershipOf } from '../ownership.ts';
import type { Engine, EngineHost, Site } from '../port.ts';
import type { Connection } from './api/connect.ts';
import { imageArchitecture, readNodes } from './api/kube-environment.ts';
import { kubeImages } from './images/kube-images.ts';
import { listObjects, removeObjects } from './pods/kube-objects.ts';
import { watchPods } from './pods/pod-watch.ts';
import { openKubeSite } from './site/kube-site.ts';
import { askPod } from './trial-pod/ask-pod.ts';

/** The port to a Kubernetes cluster: a trial is a pod. */
export function kubernetesEngine({ cluster, version }: Connection): Engine {
  const open = new Set<Site>();
  const watch = watchPods(cluster, ownershipOf('').process);
  // A run asks several times. A failure is not kept: the next question may be answered.
  let known: Promise<readonly EngineHost[]> | undefined;
  const hosts = (): Promise<readonly EngineHost[]> => {
    known ??= readNodes(cluster, version).catch((thrown: unknown) => {
      known = undefined;
      throw thrown;
    });
    return known;
  };
  const images = kubeImages(async () => imageArchitecture((await hosts())[0]?.environment.architecture ?? ''));
  return {
    kind: 'kubernetes',
    foundBy: cluster.foundBy,
    images,
    hosts,
    runOnce: (specification) => askPod(cluster, watch, specification),
    openSite: async (specification) => {
      const site = await openKubeSite(cluster, watch, specification, await hosts());
      open.add(site);
      return {
        ...site,
        close: async () => {
          open.delete(site);
          await site.close();
        },
      };
    },
    owned: (run) => listObjects(cluster, run),
    remove: async (objects) => {
      await removeObjects(cluster, objects);
      return [...objects];
    },
    close: async () => {
      await Promise.all([...open].map((site) => site.close()));
      await watch.close();
    },
  };
}
