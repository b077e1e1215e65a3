import { PassThrough } from 'node:stream';
import { type BuilderLog, collectLog, LOG_ATTEMPTS } from '../../builder-io/builder-log.ts';
import { within } from '../../deadline.ts';
import type { Cluster } from '../api/cluster.ts';
import { refusalOf } from '../api/kube-failure.ts';
import { BUILDER } from '../pods/trial-containers.ts';

/** What a builder of a pod wrote, from the node's log of it; null if the node does not have it or cannot give all of it. */
export async function readPodLog(cluster: Cluster, pod: string, builder = BUILDER): Promise<BuilderLog | null> {
  for (let attempt = 1; attempt <= LOG_ATTEMPTS; attempt += 1) {
    try {
      return await readOnce(cluster, pod, builder);
    } catch (thrown) {
      if (refusalOf(thrown)?.code === 404) return null;
    }
  }
  return null;
}

async function readOnce(
  { client, config, namespace, deadlineMs }: Cluster,
  pod: string,
  builder: string,
): Promise<BuilderLog> {
  const log = new PassThrough();
  const reading = collectLog(log);
  const answer = await within(deadlineMs, new client.Log(config).log(namespace, pod, builder, log, {}));
  try {
    return await within(deadlineMs, reading);
  } finally {
    answer.abort();
  }
}
