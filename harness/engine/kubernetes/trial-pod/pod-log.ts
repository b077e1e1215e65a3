import { PassThrough } from 'node:stream';
import { BoundedText } from '../../bounded-text.ts';
import { within } from '../../deadline.ts';
import type { Cluster } from '../api/cluster.ts';
import { refusalOf } from '../api/kube-failure.ts';
import { BUILDER } from '../pods/pod-settings.ts';

/** A builder tells what it is at the beginning and why it failed at the end. */
const BOUNDS = { headBytes: 64 * 1024, tailBytes: 4 * 1024 * 1024 };

const ATTEMPTS = 3;

/** What the builder of a pod wrote. */
export interface PodLog {
  readonly text: string;
  /** Of all that it wrote, also what the text leaves out. */
  readonly sizeBytes: number;
}

/** What the builder of a pod wrote, from the node's log of it; null if the node does not have it or cannot give all of it. */
export async function readPodLog(cluster: Cluster, pod: string): Promise<PodLog | null> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await readOnce(cluster, pod);
    } catch (thrown) {
      if (refusalOf(thrown)?.code === 404) return null;
    }
  }
  return null;
}

async function readOnce({ client, config, namespace, deadlineMs }: Cluster, pod: string): Promise<PodLog> {
  const log = new PassThrough();
  const text = new BoundedText(BOUNDS);
  let sizeBytes = 0;
  const reading = (async () => {
    for await (const piece of log) {
      text.append(piece);
      sizeBytes += piece.length;
    }
  })();
  const answer = await within(deadlineMs, new client.Log(config).log(namespace, pod, BUILDER, log, {}));
  try {
    await within(deadlineMs, reading);
    return { text: text.toString(), sizeBytes };
  } finally {
    answer.abort();
  }
}
