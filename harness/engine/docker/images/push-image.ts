import { parseImageReference, repositoryName } from '../../../image/naming/image-reference.ts';
import { within } from '../../deadline.ts';
import { asReadable, type DockerApi, request, silenceMs } from '../api/docker-api.ts';
import { transferFailure } from './docker-images.ts';
import { type ProgressMessage, transferMessages } from './transfer-messages.ts';

/** How a push ended; `digest` is the manifest's, if the engine told it. */
export type PushOutcome =
  | { readonly kind: 'done'; readonly digest: string | null }
  | { readonly kind: 'failed'; readonly message: string };

/** Pushes an image that the engine has, under another name, into a registry that the engine reaches. */
export async function pushImage(api: DockerApi, reference: string, destination: string): Promise<PushOutcome> {
  try {
    return { kind: 'done', digest: await push(api, reference, destination) };
  } catch (thrown) {
    return { kind: 'failed', message: transferFailure(api, thrown) };
  }
}

async function push(api: DockerApi, reference: string, destination: string): Promise<string | null> {
  const { tag = 'latest', ...name } = parseImageReference(destination);
  const repository = repositoryName(name);
  const image = api.docker.getImage(reference);
  const facts = await request(api, image.inspect());
  // The image would go with its last name; such a one keeps the destination's.
  const hasName = [...(facts.RepoTags ?? []), ...(facts.RepoDigests ?? [])].length > 0;
  await request(api, image.tag({ repo: repository, tag }));
  try {
    // Docker 20.10 refuses a push without the header for credentials, which may hold none.
    const pushing = api.docker
      .getImage(repository)
      .push({ ...api.dialect.pushQuery, tag, authconfig: { serveraddress: '' } });
    return digestIn(await transferMessages(api, asReadable(await within(silenceMs(api), pushing)))) ?? null;
  } finally {
    if (hasName) {
      const untagging = api.docker.getImage(`${repository}:${tag}`).remove({ noprune: true });
      await request(api, untagging).catch(() => undefined);
    }
  }
}

/** The manifest's digest, which a push gives as data. */
function digestIn(messages: readonly ProgressMessage[]): string | undefined {
  return messages.map(({ aux }) => aux?.Digest).find((digest) => digest !== undefined);
}
