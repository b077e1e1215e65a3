import { randomUUID } from 'node:crypto';
import { EMPTY_SET } from '../../../capabilities/capability-set.ts';
import { parseProcessStatus } from '../../../vocabulary/process-status.ts';
import { type StatusReader, unableToRead } from '../../processes/status-reader.ts';
import type { DockerApi } from '../api/docker-api.ts';
import { describeFailure } from '../api/docker-errors.ts';
import type { Labels } from '../docker-labels.ts';
import { type Helper, startHelper } from './helper-status-reader.ts';
import { isProcessHere, localStatusReader } from './local-status-reader.ts';

/** A process in a container of the engine. */
export interface KnownProcess {
  /** As the engine counts. */
  readonly pid: number;
  /** Part of its command line, and of no other's. */
  readonly word: string;
}

/** What the decision depends on. */
export interface EvidenceSettings {
  readonly auxiliaryImage: string;
  readonly labels: Labels;
  /** By it this host's `/proc` is recognised as the engine's; null not to consider it. */
  readonly known: KnownProcess | null;
}

/**
 * Finds out by trying where the engine's processes can be seen, and gives a reader that has proved itself. This host's
 * `/proc` serves if a known process of the engine is found there under its pid: a socket on this host may as well lead to a
 * virtual machine or out of a container. Else a helper in the pid namespace of the engine's host
 * serves, if it can read its own status. Never rejects; a reader that cannot read says why.
 */
export async function chooseReader(api: DockerApi, settings: EvidenceSettings): Promise<StatusReader> {
  const { auxiliaryImage: image, labels } = settings;
  if (settings.known !== null && (await isSeenHere(api, settings.known))) return localStatusReader;
  try {
    return await proved(await startHelper(api, { image, labels, name: `kaniko-caps-status-${randomUUID()}` }));
  } catch (thrown) {
    return unableToRead(`the processes of the engine's host cannot be seen: ${describeFailure(thrown)}`);
  }
}

async function isSeenHere(api: DockerApi, { pid, word }: KnownProcess): Promise<boolean> {
  if (process.platform !== 'linux' || api.endpoint.transport.kind !== 'socket') return false;
  return isProcessHere(pid, word).catch(() => false);
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
