import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { HarnessError } from '../../../errors.ts';
import { within } from '../../deadline.ts';
import type { MovableRepositories, RepositoryContent } from '../../pool/pool-member.ts';
import { registryFiles, TRIALS_ROOT } from '../../site-registry/registry-layout.ts';
import { asReadable, type DockerApi, request, silenceMs } from '../api/docker-api.ts';
import { engineError, hasStatus } from '../api/docker-errors.ts';

/**
 * Moves what trials kept, as files through the engines: registries of different hosts do not reach each other. Its names are small, whatever
 * they name.
 */
export function dockerRepositories(api: DockerApi, keeper: string): MovableRepositories {
  const container = api.docker.getContainer(keeper);
  const files = registryFiles(TRIALS_ROOT);
  const archive = async (path: string): Promise<Readable> =>
    asReadable(await request(api, container.getArchive({ path })));
  const put = async (tar: Buffer | Readable, path: string): Promise<void> => {
    await within(silenceMs(api), container.putArchive(tar, { path }));
  };
  return {
    has: (repository) => present(api, container.infoArchive({ path: `${files}/repositories/${repository}` })),
    read: async (repository) => {
      if (!(await present(api, container.infoArchive({ path: `${files}/repositories/${repository}` }))))
        return undefined;
      const names = await boundedBuffer(await archive(`${files}/repositories/${repository}`), repository);
      const content = (digest: string): Promise<Readable> => archive(contentPath(files, digest));
      return { names, digests: digestsIn(names), content };
    },
    write: async (repository, { names, digests, content }: RepositoryContent) => {
      try {
        for (const digest of digests) {
          await put(directory(digest.slice(0, 2)), `${files}/blobs/sha256`);
          await put(await content(digest), parentOf(contentPath(files, digest)));
        }
        // Last, so that nothing is named that is not there.
        await put(names, parentOf(`${files}/repositories/${repository}`));
      } catch (thrown) {
        throw engineError(`bring the repository ${repository} from another host`, api, thrown);
      }
    },
  };
}

async function present(api: DockerApi, answer: Promise<unknown>): Promise<boolean> {
  try {
    await request(api, answer);
    return true;
  } catch (thrown) {
    if (hasStatus(thrown, 404)) return false;
    throw engineError("look into the sandbox's registry", api, thrown);
  }
}

/** A tar of one directory, which may be there already. */
function directory(name: string): Readable {
  const archive = pack();
  archive.entry({ name: `${name}/`, type: 'directory', mode: 0o755 });
  archive.finalize();
  return Readable.from(archive);
}

/** More than this is no repository of names: a build may have left anything there. */
const MOST_BYTES = 64 * 2 ** 20;

async function boundedBuffer(tar: Readable, repository: string): Promise<Buffer> {
  let bytes = 0;
  tar.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MOST_BYTES) return;
    tar.destroy(
      new HarnessError('REGISTRY_FAILED', `The repository ${repository} has more than ${MOST_BYTES} bytes of names`),
    );
  });
  return buffer(tar);
}

/** The registry names content in files of their own, by its digest. */
function digestsIn(names: Buffer): string[] {
  const found = names.toString('latin1').matchAll(/sha256:([0-9a-f]{64})/g);
  return [...new Set([...found].map(([, hex = '']) => hex))];
}

function contentPath(files: string, digest: string): string {
  return `${files}/blobs/sha256/${digest.slice(0, 2)}/${digest}`;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
