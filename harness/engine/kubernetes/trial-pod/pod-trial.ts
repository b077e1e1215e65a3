import { builderEnding } from '../../builder-io/builder-ending.ts';
import type { BuilderLog } from '../../builder-io/builder-log.ts';
import { feedOutcome } from '../../builder-io/feed-builder.ts';
import { type UploadWatch, watchUploads } from '../../processes/upload-watch.ts';
import { type DiskQuota, diskQuota } from '../../site-registry/disk-quota.ts';
import type { RoomRegistry } from '../../site-registry/room-registry.ts';
import { together } from '../../together.ts';
import type { Ending, EvidenceReading, FeedOutcome, TrialContainer, TrialSpecification } from '../../trial-port.ts';
import type { Cluster } from '../api/cluster.ts';
import { sendAll } from '../api/pod-command.ts';
import { closedStream, openPodStream, type PodStream, type StreamEnd } from '../api/pod-stream.ts';
import { statusOf } from '../pods/pod-end.ts';
import { type PodWatch, readPod } from '../pods/pod-watch.ts';
import { awaitPodEnding } from './pod-ending.ts';
import { type PodBuilderReading, type PodEvidenceRequest, readPodEvidence } from './pod-evidence.ts';
import { readPodLog } from './pod-log.ts';
import type { PodProcesses } from './pod-processes.ts';

/** A trial whose pod runs, and what its pod does for it. */
export interface PodTrial {
  readonly specification: Pick<TrialSpecification, 'name' | 'pushes' | 'keepsProgram'>;
  readonly pod: string;
  /** The name of its builder's container. */
  readonly builder: string;
  /** The address of the pod. */
  readonly address: string;
  /** The connection to its builder. */
  readonly stream: PodStream;
  readonly registry: RoomRegistry | null;
  /** As seen for this builder. */
  readonly processes: PodProcesses;
  /** Looks at a reading of its builder. @default it is as it seems */
  readonly checked?: (reading: PodBuilderReading, asked: PodEvidenceRequest) => Promise<PodBuilderReading>;
  /** Hears how the connection to its builder ended. @default nobody listens */
  readonly onOver?: (end: StreamEnd) => void;
  /** Ends what may still run of a trial that did not exit by itself. Its log was read. Never rejects. */
  end(ending: Ending): Promise<void>;
  /** Lets go of the pod; `hasExited` says whether its builder ended by itself. */
  leave(hasExited: boolean): Promise<void>;
}

/** A trial from its builder's connection on. */
export function podTrial(cluster: Cluster, watch: PodWatch, trial: PodTrial): TrialContainer {
  const { registry, processes, address, specification } = trial;
  const { pushes, keepsProgram } = specification;
  const quota = diskQuota();
  const uploads =
    registry === null || !pushes
      ? null
      : watchUploads(registry, processes.reader, { keepsProgram, onSpace: quota.look, client: () => address });
  return trialContainer({ cluster, watch, trial }, { uploads, quota });
}

/** Opens the streams of a builder; of one that has ended already, streams that are over. */
export async function connectBuilder(cluster: Cluster, pod: string, builder: string): Promise<PodStream> {
  try {
    return await openPodStream(cluster, { pod, container: builder, command: null, input: true });
  } catch (thrown) {
    const seen = await readPod(cluster, pod);
    if (seen === null || statusOf(seen, builder)?.state?.terminated === undefined) throw thrown;
    return closedStream();
  }
}

interface Means {
  readonly cluster: Cluster;
  readonly watch: PodWatch;
  readonly trial: PodTrial;
}

interface Following {
  readonly uploads: UploadWatch | null;
  readonly quota: DiskQuota;
}

function trialContainer({ cluster, watch, trial }: Means, { uploads, quota }: Following): TrialContainer {
  const { pod, builder, stream } = trial;
  // Nobody needs what comes over the connection, but the builder would stop at a full pipe.
  void drain(stream);
  let fed: FeedOutcome | undefined;
  let log: Promise<BuilderLog | null> | undefined;
  let hasExited = false;
  let isOver = false;
  void stream.ended.then((end) => {
    isOver = true;
    trial.onOver?.(end);
  });
  const readLog = (): Promise<BuilderLog | null> => {
    log ??= readPodLog(cluster, pod, builder);
    return log;
  };
  return {
    name: trial.specification.name,
    evidence: (isBuilder, deadlineMs) =>
      readEvidence(trial, uploads, { isBuilder, deadlineMs, hasEnded: () => isOver }),
    watch: async () => null,
    feed: async (context) => {
      const sending = sendAll(stream, context, cluster.deadlineMs);
      fed = await feedOutcome({ context, sending, closed: stream.ended, receiver: 'builder' });
      return fed;
    },
    ending: async (deadlineMs, cancel) => {
      const ended = await builderEnding(
        { deadlineMs, cancel, fed, quota },
        { wait: (ms, stop) => awaitPodEnding(cluster, watch, { pod, builder, stream, deadlineMs: ms, cancel: stop }) },
      );
      hasExited = ended.kind === 'exited';
      // What it wrote goes with its pod, and other trials of the pod may have it removed.
      await readLog();
      if (!hasExited) await trial.end(ended);
      return ended;
    },
    output: async () => (await readLog())?.text ?? null,
    registryUse: async () => (await uploads?.end()) ?? null,
    remove: async () => {
      stream.close();
      // The room's registry follows one trial at a time, and the next one may begin once this one is removed.
      await together([trial.leave(hasExited), uploads?.end() ?? Promise.resolve()]);
    },
  };
}

async function readEvidence(
  { processes, checked }: PodTrial,
  uploads: UploadWatch | null,
  asked: PodEvidenceRequest,
): Promise<EvidenceReading> {
  const read = await readPodEvidence(processes, asked);
  const reading = checked === undefined ? read : await checked(read, asked);
  if (reading.kind !== 'read') return reading;
  await uploads?.know(reading.pid);
  return { kind: 'read', status: reading.status };
}

async function drain({ output }: PodStream): Promise<void> {
  for await (const _ of output);
}
