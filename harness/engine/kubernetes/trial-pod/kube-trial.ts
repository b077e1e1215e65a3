import { builderEnding } from '../../builder-io/builder-ending.ts';
import type { BuilderLog } from '../../builder-io/builder-log.ts';
import { feedOutcome } from '../../builder-io/feed-builder.ts';
import { type UploadWatch, watchUploads } from '../../processes/upload-watch.ts';
import { type DiskQuota, diskQuota } from '../../site-registry/disk-quota.ts';
import type { RoomRegistry } from '../../site-registry/room-registry.ts';
import { together } from '../../together.ts';
import type { FeedOutcome, TrialContainer, TrialSpecification, TrialStart } from '../../trial-port.ts';
import type { Cluster } from '../api/cluster.ts';
import { describeKubeFailure } from '../api/kube-failure.ts';
import { sendAll } from '../api/pod-command.ts';
import { closedStream, openPodStream, type PodStream } from '../api/pod-stream.ts';
import { beginRemoval, removePod } from '../pods/kube-pods.ts';
import { statusOf } from '../pods/pod-end.ts';
import { BUILDER } from '../pods/pod-settings.ts';
import { type PodWatch, readPod } from '../pods/pod-watch.ts';
import { awaitPodEnding } from './pod-ending.ts';
import { readPodEvidence } from './pod-evidence.ts';
import { readPodLog } from './pod-log.ts';
import { openPodProcesses, type PodProcesses } from './pod-processes.ts';
import { type PodSurroundings, startPod } from './start-pod.ts';

/** Starts a trial's pod and connects to it. Whatever goes wrong is a value, and nothing of the pod is left. */
export async function startKubeTrial(
  cluster: Cluster,
  watch: PodWatch,
  specification: TrialSpecification,
  place: PodSurroundings & { readonly registry: RoomRegistry | null },
): Promise<TrialStart> {
  const { name } = specification;
  const opened: { close(): void }[] = [];
  let uploads: UploadWatch | null = null;
  const fail = async (kind: 'ungrantable' | 'not-started', message: string): Promise<TrialStart> => {
    for (const stream of opened) stream.close();
    await uploads?.end();
    await removePod(cluster, name).catch(() => undefined);
    return { kind, message };
  };
  try {
    const started = await startPod(cluster, watch, specification, place);
    if (started.kind !== 'running') return await fail(started.kind, started.message);
    const [stream, processes] = await together([attachTo(cluster, name), openPodProcesses(cluster, name)]);
    opened.push(stream, processes);
    const quota = diskQuota();
    uploads = followUploads(specification, { registry: place.registry, processes, quota, address: started.address });
    return { kind: 'started', container: trialContainer(cluster, watch, { name, stream, processes, uploads, quota }) };
  } catch (thrown) {
    return fail('not-started', describeKubeFailure(thrown));
  }
}

/** The streams of the builder; of one that has ended already, streams that are over. */
async function attachTo(cluster: Cluster, pod: string): Promise<PodStream> {
  try {
    return await openPodStream(cluster, { pod, container: BUILDER, command: null, input: true });
  } catch (thrown) {
    const seen = await readPod(cluster, pod);
    if (seen === null || statusOf(seen, BUILDER)?.state?.terminated === undefined) throw thrown;
    return closedStream();
  }
}

interface Following {
  readonly registry: RoomRegistry | null;
  readonly processes: PodProcesses;
  readonly quota: DiskQuota;
  readonly address: string;
}

function followUploads(
  { pushes, keepsProgram }: TrialSpecification,
  { registry, processes, quota, address }: Following,
): UploadWatch | null {
  if (registry === null || !pushes) return null;
  return watchUploads(registry, processes.reader, { keepsProgram, onSpace: quota.look, client: () => address });
}

/** What a started trial consists of. */
interface StartedTrial {
  readonly name: string;
  readonly stream: PodStream;
  readonly processes: PodProcesses;
  readonly uploads: UploadWatch | null;
  readonly quota: DiskQuota;
}

function trialContainer(cluster: Cluster, watch: PodWatch, trial: StartedTrial): TrialContainer {
  const { name, stream, processes, uploads, quota } = trial;
  // Nobody needs what comes over the connection, but the builder would stop at a full pipe.
  void drain(stream);
  let fed: FeedOutcome | undefined;
  let log: Promise<BuilderLog | null> | undefined;
  let hasExited = false;
  let isOver = false;
  void stream.ended.then(() => {
    isOver = true;
  });
  const readLog = (): Promise<BuilderLog | null> => {
    log ??= readPodLog(cluster, name);
    return log;
  };
  return {
    name,
    evidence: async (isBuilder, deadlineMs) => {
      const reading = await readPodEvidence(processes, { isBuilder, deadlineMs, hasEnded: () => isOver });
      if (reading.kind !== 'read') return reading;
      await uploads?.know(reading.pid);
      return { kind: 'read', status: reading.status };
    },
    watch: async () => null,
    feed: async (context) => {
      const sending = sendAll(stream, context, cluster.deadlineMs);
      fed = await feedOutcome({ context, sending, closed: stream.ended, receiver: 'builder' });
      return fed;
    },
    ending: async (deadlineMs, cancel) => {
      const ended = await builderEnding(
        { deadlineMs, cancel, fed, quota },
        { wait: (ms, stop) => awaitPodEnding(cluster, watch, { pod: name, stream, deadlineMs: ms, cancel: stop }) },
      );
      hasExited = ended.kind === 'exited';
      if (!hasExited) await killed(cluster, name, readLog);
      return ended;
    },
    output: async () => (await readLog())?.text ?? null,
    registryUse: async () => (await uploads?.end()) ?? null,
    remove: async () => {
      stream.close();
      processes.close();
      // The room's registry follows one trial at a time, and the next one may begin once this one is removed. Of one whose builder
      // ended, the node has ended every process.
      const removal = hasExited ? beginRemoval(cluster, name) : removePod(cluster, name);
      await together([removal, uploads?.end() ?? Promise.resolve()]);
    },
  };
}

/** What a pod wrote goes with it, and only deleting it ends what runs in it. */
async function killed(cluster: Cluster, name: string, readLog: () => Promise<unknown>): Promise<void> {
  await readLog();
  await removePod(cluster, name).catch(() => undefined);
}

async function drain({ output }: PodStream): Promise<void> {
  for await (const _ of output);
}
