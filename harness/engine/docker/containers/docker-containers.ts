import type Docker from 'dockerode';
import { pause } from '../../deadline.ts';
import { type DockerApi, request } from '../api/docker-api.ts';
import { describeFailure, engineError, hasStatus, isNameTaken, isUnreachable } from '../api/docker-errors.ts';
import { isOurs } from '../docker-labels.ts';
import type { ContainerSettings } from './container-settings.ts';

/** What the engine says about a container. */
export type ContainerFacts = Docker.ContainerInspectInfo;

/** What the engine says about a container; undefined if it has none of that name or id. */
export async function inspectContainer(api: DockerApi, name: string): Promise<ContainerFacts | undefined> {
  const ask = (): Promise<ContainerFacts> => request(api, api.docker.getContainer(name).inspect());
  try {
    // A connection that was kept for reuse may turn out dead; asking again is harmless.
    return await ask().catch((thrown: unknown) => (isUnreachable(thrown) ? ask() : Promise.reject(thrown)));
  } catch (thrown) {
    if (hasStatus(thrown, 404)) return undefined;
    throw thrown;
  }
}

/**
 * Creates a container under a name that is ours to give. A container of this tool that already has it is what an earlier process
 * left: it is removed. Anyone else's stays, and the engine's refusal is thrown. Gives the id.
 */
export async function createContainer(api: DockerApi, name: string, settings: ContainerSettings): Promise<string> {
  const create = async (): Promise<string> =>
    (await request(api, api.docker.createContainer({ ...settings, name }))).id;
  try {
    return await create();
  } catch (thrown) {
    if (!isNameTaken(thrown) || !(await removeLeftover(api, name))) throw thrown;
    return create();
  }
}

/** Removes the container of this name if it is of this tool. Says whether the name is free now. */
export async function removeLeftover(api: DockerApi, name: string): Promise<boolean> {
  const facts = await inspectContainer(api, name);
  if (facts === undefined) return true;
  if (!isOurs(facts.Config.Labels)) return false;
  await removeContainer(api, facts.Id);
  return true;
}

const REMOVAL_ATTEMPTS = 6;

/**
 * Removes a container, running or not, with its anonymous volumes; it is gone when the promise resolves.
 *
 * @throws HarnessError ENGINE_FAILED if it is still there after several attempts.
 */
export async function removeContainer(api: DockerApi, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await request(api, api.docker.getContainer(name).remove({ force: true, v: true }));
      return;
    } catch (thrown) {
      if (hasStatus(thrown, 404)) return;
      // 409: somebody removes it already. Else a device may be busy for a moment, or the engine restarts.
      if (attempt === REMOVAL_ATTEMPTS) throw engineError(`remove the container ${name}`, api, thrown);
      for (const dependent of api.dialect.dependentsIn(describeFailure(thrown))) await removeContainer(api, dependent);
      await pause(50 * 2 ** attempt);
    }
  }
}
