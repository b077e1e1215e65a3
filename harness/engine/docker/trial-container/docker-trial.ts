import type { CapabilitySet } from '../../../capabilities/capability-set.ts';
import type { ProcessStatus } from '../../../vocabulary/process-status.ts';
import { builderEnding } from '../../builder-io/builder-ending.ts';
import { isStillFirst } from '../../processes/first-process.ts';
import { type UploadWatch, watchUploads } from '../../processes/upload-watch.ts';
import { type DiskQuota, diskQuota } from '../../site-registry/disk-quota.ts';
import type { RoomRegistry } from '../../site-registry/room-registry.ts';
import { together } from '../../together.ts';
import type {
  CheckWatch,
  Ending,
  FeedOutcome,
  TrialContainer,
  TrialSpecification,
  TrialStart,
} from '../../trial-port.ts';
import type { Grant } from '../api/api-dialect.ts';
import { type DockerApi, request } from '../api/docker-api.ts';
import { describeFailure, isUngrantable } from '../api/docker-errors.ts';
import { trialSettings } from '../containers/container-settings.ts';
import { createContainer, removeContainer, removeLeftover } from '../containers/docker-containers.ts';
import type { HostView } from '../evidence/host-view.ts';
import { type Attachment, attach, feed } from './attach.ts';
import { readLog } from './container-log.ts';
import { type ExitSignal, watchExit } from './exit-signal.ts';
import { fillMounts } from './fill-mounts.ts';
import { hear } from './hearing.ts';
import { awaitEnding } from './trial-ending.ts';
import { readEvidence } from './trial-evidence.ts';

/** Where a trial's container is put, and how its processes are seen there. */
export interface TrialPlace {
  /** Docker's: `none`, or `container:` and the one whose network it joins. */
  readonly networkMode: string;
  readonly view: Pick<HostView, 'reader' | 'witness'>;
  /** The registry that the trial reaches; null for none. */
  readonly registry: RoomRegistry | null;
}

/**
 * Creates a trial's container, connects to it, registers for its exit and only then starts it, as the docker client does.
 * Whatever goes wrong is a value, and nothing of the container is left.
 */
export async function startDockerTrial(
  api: DockerApi,
  specification: TrialSpecification,
  { networkMode, view, registry }: TrialPlace,
): Promise<TrialStart> {
  const { name } = specification;
  const grant = api.dialect.grant(specification);
  if ('ungrantable' in grant) return { kind: 'ungrantable', message: grant.ungrantable };
  const opened: { close(): void }[] = [];
  const quota = diskQuota();
  const uploads =
    registry === null || !specification.pushes
      ? null
      : watchUploads(registry, view.reader, { keepsProgram: specification.keepsProgram, onSpace: quota.look });
  try {
    const id = await createTrial(api, specification, networkMode, grant);
    await fillMounts(api, id, specification.mounts);
    const attachment = await attach(api, id);
    opened.push(attachment);
    const exit = await watchExit(api, id);
    opened.push(exit);
    await request(api, api.docker.getContainer(id).start());
    return { kind: 'started', container: trialContainer(api, { id, name, attachment, exit, view, uploads, quota }) };
  } catch (thrown) {
    for (const connection of opened) connection.close();
    await uploads?.end();
    // Also after a create request without an answer: the engine may have carried it out.
    await removeLeftover(api, name).catch(() => undefined);
    const message = describeFailure(thrown);
    return { kind: isUngrantable(message) ? 'ungrantable' : 'not-started', message };
  }
}

async function createTrial(
  api: DockerApi,
  specification: TrialSpecification,
  networkMode: string,
  grant: Grant,
): Promise<string> {
  const { name, seccomp: profile } = specification;
  const { dialect } = api;
  const seccomp = profile === 'default' ? null : await dialect.seccompOption(api, profile);
  try {
    const means = { networkMode, grant, seccomp: seccomp?.option ?? null, dialect };
    return await createContainer(api, name, trialSettings(specification, means));
  } finally {
    await seccomp?.release();
  }
}

/** What a started trial consists of. */
interface StartedTrial {
  readonly id: string;
  readonly name: string;
  readonly attachment: Attachment;
  readonly exit: ExitSignal;
  readonly view: TrialPlace['view'];
  readonly uploads: UploadWatch | null;
  readonly quota: DiskQuota;
}

function trialContainer(
  api: DockerApi,
  { id, name, attachment, exit, view, uploads, quota }: StartedTrial,
): TrialContainer {
  const hearing = hear(attachment, () => readLog(api, id));
  let fed: FeedOutcome | undefined;
  let builder: number | undefined;
  const ending = (deadlineMs: number, cancel?: AbortSignal): Promise<Ending> =>
    builderEnding(
      { deadlineMs, cancel, fed, quota },
      {
        wait: (ms, stop) => awaitEnding(api, { id, exit, deadlineMs: ms, cancel: stop }),
        confirmed: hearing.confirmed,
      },
    );
  return {
    name,
    evidence: async (isBuilder: (status: ProcessStatus) => boolean, deadlineMs: number) => {
      const reading = await readEvidence(api, view.reader, { id, isBuilder, deadlineMs });
      if (reading.kind !== 'read') return reading;
      builder = reading.pid;
      await uploads?.know(reading.pid);
      return { kind: 'read', status: reading.status };
    },
    watch: async (asked) => (builder === undefined ? null : watchBuilder(view, builder, asked)),
    feed: async (context) => {
      fed = await feed(attachment, context, api.deadlineMs);
      return fed;
    },
    ending,
    output: async () => (await hearing.log())?.text ?? null,
    registryUse: async () => (await uploads?.end()) ?? null,
    remove: async () => {
      attachment.close();
      exit.close();
      // The room's registry follows one trial at a time, and the next one may begin once this one is removed.
      await together([removeContainer(api, id), uploads?.end() ?? Promise.resolve()]);
    },
  };
}

/** Watches the process whose evidence was read, and no other that has its pid by now. */
async function watchBuilder(
  { reader, witness }: TrialPlace['view'],
  pid: number,
  asked: CapabilitySet,
): Promise<CheckWatch | null> {
  const watch = (await witness?.watch(pid, asked)) ?? null;
  if (watch === null || (await isStillFirst(reader, pid))) return watch;
  await watch.end();
  return null;
}
