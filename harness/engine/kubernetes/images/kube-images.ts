import { HarnessError, messageOf } from '../../../errors.ts';
import type { RegistryCredentials } from '../../../image/credentials/registry-credentials.ts';
import type { EngineImages, ImageSummary } from '../../port.ts';
import { type RemoteImage, readRemoteImage } from './remote-image.ts';

/**
 * The images that pods can be started from. Nodes fetch them by themselves and no API tells what is in them, so they are read in the
 * registries that they come from, over the network of this machine.
 */
export function kubeImages(architecture: () => Promise<string>): EngineImages {
  const known = new Map<string, ImageSummary>();
  const read = async (reference: string, credentials: RegistryCredentials | undefined): Promise<ImageSummary> => {
    const image = await readRemoteImage(reference, await architecture(), credentials);
    if (image === undefined) throw new Error('its registry does not have it');
    const summary = summaryOf(image);
    known.set(reference, summary).set(summary.id, summary);
    return summary;
  };
  return {
    areKept: false,
    find: async (reference) => known.get(reference) ?? (await read(reference, undefined).catch(() => undefined)),
    matching: async () => [],
    fetch: async (reference, credentials) => {
      try {
        await read(reference, credentials);
        return { kind: 'fetched' };
      } catch (thrown) {
        return { kind: 'failed', message: messageOf(thrown) };
      }
    },
    importRootFilesystem: async (tar, { reference }) => {
      tar.destroy();
      throw new HarnessError('ENGINE_UNSUPPORTED', `Cannot make the image ${reference} on a cluster`, {
        hint: 'Nodes fetch images from registries: push an image of the executor to one, and name it instead of a binary.',
      });
    },
  };
}

function summaryOf({ id, digest, configuration: { architecture, config } }: RemoteImage): ImageSummary {
  return {
    id,
    repoDigest: digest,
    architecture,
    labels: config?.Labels ?? {},
    entrypoint: config?.Entrypoint ?? [],
    environment: config?.Env ?? [],
  };
}
