import { openEngine } from '../../engine/open-engine.ts';
import { messageOf } from '../../errors.ts';

/** Images that tests on a cluster start pods from. */
export interface ClusterImages {
  /** With a shell. */
  readonly image: string;
  readonly auxiliaryImage: string;
}

/** The registry from which the cluster of the tests pulls: busybox:stable and kaniko-caps/auxiliary:1 are to be in it. */
export function clusterImages(): ClusterImages {
  const registry = process.env['KANIKO_CAPS_TEST_REGISTRY'];
  const prefix = registry === undefined ? '' : `${registry}/`;
  return { image: `${prefix}busybox:stable`, auxiliaryImage: `${prefix}kaniko-caps/auxiliary:1` };
}

/**
 * Why tests that need a cluster cannot run here; undefined if they can.
 *
 * @throws Error with the same reason where REQUIRE_KUBERNETES says that they have to run.
 */
export async function reasonToSkipCluster(): Promise<string | undefined> {
  const reason = await whatIsMissing();
  if (reason === undefined) return undefined;
  if (process.env['REQUIRE_KUBERNETES'] === '1') throw new Error(`tests that have to run cannot: ${reason}`);
  process.stderr.write(`Skipped: ${reason}\n`);
  return reason;
}

async function whatIsMissing(): Promise<string | undefined> {
  if (!process.env['KUBECONFIG']) return 'KUBECONFIG names no cluster';
  try {
    const engine = await openEngine({ name: 'kubernetes', environment: process.env });
    try {
      for (const image of Object.values(clusterImages())) {
        if ((await engine.images.find(image)) === undefined) {
          return `there is no image ${image}. Push it to a registry that the cluster pulls from, and name that with KANIKO_CAPS_TEST_REGISTRY.`;
        }
      }
      return undefined;
    } finally {
      await engine.close();
    }
  } catch (thrown) {
    return messageOf(thrown);
  }
}
