import { randomUUID } from 'node:crypto';
import { EMPTY_SET } from '../../../capabilities/capability-set.ts';
import { parseProcessStatus } from '../../../vocabulary/process-status.ts';
import type { DockerApi } from '../api/docker-api.ts';
import { describeFailure } from '../api/docker-errors.ts';
import type { Labels } from '../docker-labels.ts';
import { type Helper, type HelperRequest, startHelper } from './helper-status-reader.ts';
import { isProcessHere, localStatusReader } from './local-status-reader.ts';
import { type StatusReader, unableToRead } from './status-reader.ts';

/** What the decision depends on. */
export interface EvidenceSettings {
  readonly auxiliaryImage: string;
  readonly labels: Labels;
  /** Whether this host's `/proc` is considered. */
  readonly mayReadLocally: boolean;
}

/**
 * Finds out by trying where the engine's processes can be seen, and gives a reader that has proved itself. This host's
 * `/proc` serves if a helper container's process is found there under its pid with its own random name: a socket on this
 * host may as well lead to a virtual machine or out of a container. Else a helper in the pid namespace of the engine's host
 * serves, if it can read its own status. Never rejects; a reader that cannot read says why.
 */
export async function chooseReader(api: DockerApi, settings: EvidenceSettings): Promise<StatusReader> {
  const { auxiliaryImage: image, labels } = settings;
  const helper = (hostProcesses: boolean): HelperRequest => ({
    image,
    labels,
    name: `kaniko-caps-status-${randomUUID()}`,
    hostProcesses,
  });
  if (settings.mayReadLocally && (await seesProcesses(api, helper(false)))) return localStatusReader;
  try {
    const started = await startHelper(api, helper(true));
    return await proved(started);
  } catch (thrown) {
    return unableToRead(`the processes of the engine's host cannot be seen: ${describeFailure(thrown)}`);
  }
}

async function seesProcesses(api: DockerApi, asked: HelperRequest): Promise<boolean> {
  if (process.platform !== 'linux' || api.endpoint.transport.kind !== 'socket') return false;
  try {
    const helper = await startHelper(api, asked);
    try {
      // Once it answers, whatever the answer, its process is the shell and no longer the runtime's.
      await helper.reader.read(helper.pid);
      return await isProcessHere(helper.pid, asked.name);
    } finally {
      helper.reader.close();
      await helper.remove();
    }
  } catch {
    return false;
  }
}

/** A helper runs without any capability; one that reads so of its own process reads the right `/proc`. */
async function proved(helper: Helper): Promise<StatusReader> {
  const own = await helper.reader.read(helper.pid).catch(() => undefined);
  const status = own === undefined ? undefined : parseProcessStatus(own);
  if (status?.bounding === EMPTY_SET && status.noNewPrivileges) return helper.reader;
  helper.reader.close();
  await helper.remove();
  throw new Error('a helper container does not see its own process');
}
