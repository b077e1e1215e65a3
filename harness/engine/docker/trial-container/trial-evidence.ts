import { type ProcessStatus, parseProcessStatus } from '../../../vocabulary/process-status.ts';
import { pause } from '../../deadline.ts';
import { isFirstProcess } from '../../processes/first-process.ts';
import type { StatusReader } from '../../processes/status-reader.ts';
import type { EvidenceReading } from '../../trial-port.ts';
import type { DockerApi } from '../api/docker-api.ts';
import { describeFailure } from '../api/docker-errors.ts';
import { inspectContainer } from '../containers/docker-containers.ts';

const POLL_MS = 3;

/** What the reading gave, with the pid of the process that was read: on the engine's host, as the engine counts. */
export type BuilderReading =
  | Exclude<EvidenceReading, { kind: 'read' }>
  | (Extract<EvidenceReading, { kind: 'read' }> & { readonly pid: number });

/** Whose status is read, and until when. */
export interface EvidenceRequest {
  readonly id: string;
  readonly isBuilder: (status: ProcessStatus) => boolean;
  readonly deadlineMs: number;
}

/**
 * Reads the status of a container's first process once it is the builder's: right after the start it is still the runtime's
 * own, with other capabilities. The engine must name the same pid before and after the reading, for a pid whose process has
 * ended may be another's at once. Never rejects.
 */
export async function readEvidence(
  api: DockerApi,
  reader: StatusReader,
  asked: EvidenceRequest,
): Promise<BuilderReading> {
  try {
    const pid = await pidOf(api, asked.id);
    if (pid === 0) return { kind: 'ended' };
    const reading = await pollStatus(reader, pid, asked);
    return (await pidOf(api, asked.id)) === pid ? reading : { kind: 'ended' };
  } catch (thrown) {
    return { kind: 'unreadable', message: describeFailure(thrown) };
  }
}

async function pollStatus(reader: StatusReader, pid: number, asked: EvidenceRequest): Promise<BuilderReading> {
  const giveUpAt = Date.now() + asked.deadlineMs;
  let seen = 'nothing';
  while (Date.now() < giveUpAt) {
    const text = await reader.read(pid);
    if (text === undefined) return { kind: 'unreadable', message: `there is no process ${pid} on the engine's host` };
    const status = parseProcessStatus(text);
    if (status !== undefined && isFirstProcess(text) && asked.isBuilder(status)) return { kind: 'read', status, pid };
    seen = status?.name ?? 'an unreadable status';
    await pause(POLL_MS);
  }
  const waitedSeconds = asked.deadlineMs / 1000;
  return {
    kind: 'unreadable',
    message: `the process of the builder did not appear within ${waitedSeconds} s (seen: ${seen})`,
  };
}

async function pidOf(api: DockerApi, id: string): Promise<number> {
  const state = (await inspectContainer(api, id))?.State;
  return state?.Running === true ? state.Pid : 0;
}
