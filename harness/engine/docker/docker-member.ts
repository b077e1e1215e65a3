import { within } from '../deadline.ts';
import { ownershipOf } from '../ownership.ts';
import type { EngineMark, PoolMember } from '../pool/pool-member.ts';
import { asReadable, type DockerApi, request, silenceMs } from './api/docker-api.ts';
import { engineError } from './api/docker-errors.ts';
import { createDockerVolume, listObjects, removeObjects } from './containers/docker-objects.ts';
import { dockerEngine } from './docker-engine.ts';
import { labelsOf } from './docker-labels.ts';
import { transferMessages } from './images/transfer-messages.ts';

/** An engine that speaks Docker's API as one of several, and how users write where it is. */
export async function dockerMember(api: DockerApi, name: string = api.endpoint.url): Promise<PoolMember> {
  const engine = dockerEngine(api);
  return {
    name,
    id: await idOf(api),
    engine,
    openSite: engine.openSite,
    mark: engineMark(api),
    ping: async () => {
      await request(api, api.docker.ping());
    },
    saveImage: async (reference) => {
      try {
        return asReadable(await within(silenceMs(api), api.docker.getImage(reference).get()));
      } catch (thrown) {
        throw engineError(`read the image ${reference}`, api, thrown);
      }
    },
    loadImage: async (archive) => {
      try {
        const answer = await within(silenceMs(api), api.docker.loadImage(archive, { quiet: true }));
        await transferMessages(api, asReadable(answer));
      } catch (thrown) {
        archive.destroy();
        throw engineError('take in an image', api, thrown);
      }
    },
  };
}

/** A volume, as nothing is made faster. */
function engineMark(api: DockerApi): EngineMark {
  return {
    leave: (name) => createDockerVolume(api, name, labelsOf(ownershipOf(name))),
    isSeen: async (name) => (await listObjects(api, name)).length > 0,
    remove: async (name) => removeObjects(api, await listObjects(api, name)),
  };
}

async function idOf(api: DockerApi): Promise<string> {
  try {
    return await api.dialect.readId(api);
  } catch (thrown) {
    throw engineError('read the facts about the engine', api, thrown);
  }
}
