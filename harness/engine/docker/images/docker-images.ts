import type { RegistryCredentials } from '../../../image/credentials/registry-credentials.ts';
import { parseImageReference, repositoryName } from '../../../image/naming/image-reference.ts';
import { within } from '../../deadline.ts';
import type { EngineImages, FetchOutcome, ImageSummary } from '../../port.ts';
import { asReadable, type DockerApi, request, silenceMs } from '../api/docker-api.ts';
import { describeFailure, engineError, hasStatus, isUnreachable } from '../api/docker-errors.ts';
import { authConfig } from './auth-config.ts';
import { importChanges } from './import-changes.ts';
import { transferMessages } from './transfer-messages.ts';

/** The images of a Docker engine. */
export function dockerImages(api: DockerApi): EngineImages {
  return {
    areKept: true,
    find: (reference) => findImage(api, reference),
    matching: (pattern) => matchingImages(api, pattern),
    fetch: (reference, credentials) => pullImage(api, reference, credentials),
    importRootFilesystem: async (tar, settings) => {
      const { tag = 'latest', ...name } = parseImageReference(settings.reference);
      const options = {
        ...api.dialect.importName(repositoryName(name), tag),
        changes: importChanges(settings, api.dialect.quote),
      };
      try {
        const answer = await within(silenceMs(api), api.docker.importImage(tar, options));
        await transferMessages(api, asReadable(answer));
      } catch (thrown) {
        tar.destroy();
        throw engineError(`import the image ${settings.reference}`, api, thrown);
      }
    },
  };
}

async function findImage(api: DockerApi, reference: string): Promise<ImageSummary | undefined> {
  try {
    const facts = await request(api, api.docker.getImage(reference).inspect());
    const { Config: config } = facts;
    return {
      id: facts.Id,
      repoDigest: repoDigestOf(facts.RepoDigests ?? [], reference),
      architecture: facts.Architecture,
      labels: config?.Labels ?? {},
      entrypoint: [config?.Entrypoint ?? []].flat(),
      environment: config?.Env ?? [],
    };
  } catch (thrown) {
    // 400: not a reference that the engine understands, so none that it has.
    if (hasStatus(thrown, 404, 400)) return undefined;
    throw engineError(`look for the image ${reference}`, api, thrown);
  }
}

/** The digest in the reference's own repository; an image that was pushed elsewhere may have others. */
function repoDigestOf(repoDigests: readonly string[], reference: string): string | null {
  const parsed = repoDigests.map(parseImageReference);
  const wanted = repositoryName(parseImageReference(reference));
  const own = parsed.find((candidate) => repositoryName(candidate) === wanted) ?? parsed[0];
  return own?.digest ?? null;
}

async function matchingImages(api: DockerApi, pattern: string): Promise<string[]> {
  try {
    const images = await request(api, api.docker.listImages({ filters: { reference: [pattern] } }));
    const references = images.flatMap((image) => image.RepoTags ?? []);
    return [...new Set(references)].filter((reference) => !reference.includes('<none>')).sort();
  } catch (thrown) {
    throw engineError('list the images', api, thrown);
  }
}

async function pullImage(
  api: DockerApi,
  reference: string,
  credentials: RegistryCredentials | undefined,
): Promise<FetchOutcome> {
  try {
    const { tag, digest, ...name } = parseImageReference(reference);
    // Without a tag the engine would pull all of the repository's.
    const options = { fromImage: repositoryName(name), tag: digest ?? tag ?? 'latest' };
    const answer =
      credentials === undefined
        ? api.docker.createImage(options)
        : api.docker.createImage(authConfig(credentials), options);
    await transferMessages(api, asReadable(await within(silenceMs(api), answer)));
    return { kind: 'fetched' };
  } catch (thrown) {
    return { kind: 'failed', message: transferFailure(api, thrown) };
  }
}

/** Why an image could not be moved. A failed transfer is a value, but an engine that does not answer has not failed to do so. */
export function transferFailure(api: DockerApi, thrown: unknown): string {
  const lost = isUnreachable(thrown) ? `the engine at ${api.endpoint.url} does not answer: ` : '';
  return lost + describeFailure(thrown);
}
