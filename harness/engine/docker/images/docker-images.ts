import { within } from '../../deadline.ts';
import type { ImageStore, ImageSummary, TransferOutcome } from '../../port.ts';
import { asReadable, type DockerApi, request } from '../api/docker-api.ts';
import { describeFailure, engineError, hasStatus, isUnreachable } from '../api/docker-errors.ts';
import { followProgress, type ProgressMessage, SILENCE_MS } from '../api/progress.ts';
import { parseReference } from './image-reference.ts';
import { importChanges } from './import-changes.ts';

/** The images of a Docker engine. */
export function dockerImages(api: DockerApi): ImageStore {
  return {
    find: (reference) => findImage(api, reference),
    matching: (pattern) => matchingImages(api, pattern),
    pull: (reference, credentials) => transfer(api, () => pullImage(api, reference, credentials)),
    push: (reference, destination) => transfer(api, () => pushImage(api, reference, destination)),
    importRootFilesystem: async (tar, settings) => {
      const { repository, tag = 'latest' } = parseReference(settings.reference);
      const options = { repo: repository, tag, changes: importChanges(settings) };
      try {
        const answer = await within(SILENCE_MS, api.docker.importImage(tar, options));
        await followProgress(asReadable(answer));
      } catch (thrown) {
        tar.destroy();
        throw engineError(`import the image ${settings.reference}`, api.endpoint.url, thrown);
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
    throw engineError(`look for the image ${reference}`, api.endpoint.url, thrown);
  }
}

/** The digest in the reference's own repository; an image that was pushed elsewhere may have others. */
function repoDigestOf(repoDigests: readonly string[], reference: string): string | null {
  const { repository } = parseReference(reference);
  const parsed = repoDigests.map(parseReference);
  const own = parsed.find((candidate) => candidate.repository === repository) ?? parsed[0];
  return own?.digest ?? null;
}

async function matchingImages(api: DockerApi, pattern: string): Promise<string[]> {
  try {
    const images = await request(api, api.docker.listImages({ filters: { reference: [pattern] } }));
    const references = images.flatMap((image) => image.RepoTags ?? []);
    return [...new Set(references)].filter((reference) => !reference.includes('<none>')).sort();
  } catch (thrown) {
    throw engineError('list the images', api.endpoint.url, thrown);
  }
}

/** A failed transfer is a value, but an engine that does not answer has not failed to transfer anything. */
async function transfer(api: DockerApi, move: () => Promise<string | null>): Promise<TransferOutcome> {
  try {
    return { kind: 'done', digest: await move() };
  } catch (thrown) {
    const lost = isUnreachable(thrown) ? `the engine at ${api.endpoint.url} does not answer: ` : '';
    return { kind: 'failed', message: lost + describeFailure(thrown) };
  }
}

async function pullImage(
  api: DockerApi,
  reference: string,
  credentials: Readonly<Record<string, string>> | undefined,
): Promise<string | null> {
  const { repository, tag, digest } = parseReference(reference);
  // Without a tag the engine would pull all of the repository's.
  const options = { fromImage: repository, tag: digest ?? tag ?? 'latest' };
  const answer =
    credentials === undefined ? api.docker.createImage(options) : api.docker.createImage(credentials, options);
  return digestIn(await followProgress(asReadable(await within(SILENCE_MS, answer)))) ?? digest ?? null;
}

async function pushImage(api: DockerApi, reference: string, destination: string): Promise<string | null> {
  const { repository, tag = 'latest' } = parseReference(destination);
  const image = api.docker.getImage(reference);
  const facts = await request(api, image.inspect());
  // The image would go with its last name; such a one keeps the destination's.
  const hasName = [...(facts.RepoTags ?? []), ...(facts.RepoDigests ?? [])].length > 0;
  await request(api, image.tag({ repo: repository, tag }));
  try {
    // Docker 20.10 refuses a push without the header for credentials, which may hold none.
    const pushing = api.docker.getImage(repository).push({ tag, authconfig: { serveraddress: '' } });
    return digestIn(await followProgress(asReadable(await within(SILENCE_MS, pushing)))) ?? null;
  } finally {
    if (hasName) {
      const untagging = api.docker.getImage(`${repository}:${tag}`).remove({ noprune: true });
      await request(api, untagging).catch(() => undefined);
    }
  }
}

/** The manifest's digest: a push gives it as data, a pull only in words. */
function digestIn(messages: readonly ProgressMessage[]): string | undefined {
  const pushed = messages.map(({ aux }) => aux?.Digest).find((digest) => digest !== undefined);
  return pushed ?? messages.map(({ status = '' }) => /^Digest: (sha256:[0-9a-f]{64})$/.exec(status)?.[1]).find(Boolean);
}
