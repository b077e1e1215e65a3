import { pause, within } from '../../deadline.ts';
import type { Ending } from '../../trial-port.ts';
import type { Cluster } from '../api/cluster.ts';
import { describeKubeFailure } from '../api/kube-failure.ts';
import type { PodStream } from '../api/pod-stream.ts';
import { endOf } from '../pods/pod-end.ts';
import { type PodWatch, readPod, type Sighting } from '../pods/pod-watch.ts';

/** Whose end is waited for, and until when. */
export interface PodEndingRequest {
  readonly pod: string;
  /** The name of its container. */
  readonly builder: string;
  readonly stream: PodStream;
  readonly deadlineMs: number;
  readonly cancel: AbortSignal;
}

/** How long the API server may take to tell of an end after the connection to the builder closed. */
const TELLING_MS = 3_000;

/** Waits for the end of a pod's builder and says what it was. What has not ended at the deadline is the caller's to end. Never rejects. */
export async function awaitPodEnding(
  cluster: Cluster,
  watch: PodWatch,
  { pod, builder, stream, deadlineMs, cancel }: PodEndingRequest,
): Promise<Ending> {
  const over = new AbortController();
  const endSeen = endSeenOf(builder);
  try {
    const stop = AbortSignal.any([over.signal, cancel]);
    const told = watch.until(pod, endSeen, stop);
    const broken = stream.ended.then((end) =>
      end.kind === 'broken' ? end.message : new Promise<never>(() => undefined),
    );
    const first = await Promise.race([told, broken, pause(deadlineMs, stop).then(() => 'deadline' as const)]);
    if (cancel.aborted) return { kind: 'cancelled' };
    if (first === 'deadline') return { kind: 'deadline' };
    if (typeof first === 'string') return await afterBreak({ watch, pod, endSeen }, first, over.signal);
    if (first === undefined) return { kind: 'cancelled' };
    return await confirmed(cluster, { pod, endSeen }, await heardOut(stream, first));
  } finally {
    over.abort();
  }
}

type EndSeen = (pod: Sighting) => Ending | undefined;

function endSeenOf(builder: string): EndSeen {
  return (pod) => (pod === null ? { kind: 'lost', message: 'another program deleted the pod' } : endOf(pod, builder));
}

/**
 * The connection to the builder broke. A builder whose input breaks off takes that for the end of its context, so what it did then is no
 * answer. If the pod itself tells what happened, that is the better word.
 */
async function afterBreak(
  { watch, pod, endSeen }: { readonly watch: PodWatch; readonly pod: string; readonly endSeen: EndSeen },
  message: string,
  stop: AbortSignal,
): Promise<Ending> {
  const told = await watch.until(pod, endSeen, AbortSignal.any([stop, AbortSignal.timeout(TELLING_MS)]));
  if (told?.kind === 'lost') return told;
  return { kind: 'lost', message: `the connection to the builder broke while it ran: ${message}` };
}

/**
 * The ending, or `lost` where the connection to the builder did not end well: then its context may have been cut off, which a builder
 * takes for the end of it. Over a good connection comes a last word when the builder has ended.
 */
async function heardOut({ ended }: PodStream, ending: Ending): Promise<Ending> {
  if (ending.kind !== 'exited') return ending;
  const end = await within(FAREWELL_MS, ended).catch(() => undefined);
  if (end?.kind === 'finished') return ending;
  const how = end === undefined ? 'did not end' : `broke: ${end.message}`;
  return { kind: 'lost', message: `the connection to the builder ${how}; its context may have been cut off` };
}

/** How long the connection may go on after the builder has ended. */
const FAREWELL_MS = 10_000;

/** What is done to a pod may be told after the end of its container: an end that is no success is looked at once more. */
async function confirmed(
  cluster: Cluster,
  { pod, endSeen }: { readonly pod: string; readonly endSeen: EndSeen },
  ending: Ending,
): Promise<Ending> {
  if (ending.kind !== 'exited' || ending.exitCode === 0) return ending;
  try {
    return endSeen(await readPod(cluster, pod)) ?? ending;
  } catch (thrown) {
    return { kind: 'lost', message: `the cluster does not answer: ${describeKubeFailure(thrown)}` };
  }
}
