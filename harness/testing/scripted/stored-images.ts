import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

/** A layer of a test's image: the bytes as the registry has them. */
export interface StoredLayer {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** The content of a registry of the distribution project, by path under its `docker/registry/v2`. */
export type RegistryFiles = Map<string, Buffer>;

/** A layer compressed as builders compress them. */
export function gzipLayer(archive: Buffer): StoredLayer {
  return { mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', bytes: gzipSync(archive) };
}

/** `sha256:` and the hash of some bytes. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** What a manifest says of some bytes, their media type apart. */
export function descriptorOf(bytes: Buffer): { readonly digest: string; readonly size: number } {
  return { digest: digestOf(bytes), size: bytes.length };
}

/** Stores an image as the registry lays it out on disk, and gives its manifest's digest. */
export function storeImage(
  files: RegistryFiles,
  name: string,
  layers: readonly StoredLayer[],
  config: unknown,
): string {
  const configuration = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', config }));
  const manifest = {
    schemaVersion: 2,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      ...storedBlob(files, configuration),
    },
    layers: layers.map(({ mediaType, bytes }) => ({ mediaType, ...storedBlob(files, bytes) })),
  };
  return storeManifest(files, name, manifest);
}

/** Stores any JSON as the manifest of `repository:tag`. */
export function storeManifest(files: RegistryFiles, name: string, manifest: unknown): string {
  const [repository, tag] = name.split(':');
  const { digest } = storedBlob(files, Buffer.from(JSON.stringify(manifest)));
  const link = Buffer.from(digest);
  files.set(`repositories/${repository}/_manifests/tags/${tag}/current/link`, link);
  files.set(`repositories/${repository}/_manifests/revisions/${digest.replace(':', '/')}/link`, link);
  return digest;
}

/** Makes a repository with all that another one holds. */
export function copyRepository(files: RegistryFiles, from: string, to: string): void {
  const prefix = `repositories/${from}/`;
  for (const [path, bytes] of [...files]) {
    if (path.startsWith(prefix)) files.set(`repositories/${to}/${path.slice(prefix.length)}`, bytes);
  }
}

/** Where a blob's bytes are. */
export function blobFile(digest: string): string {
  const hex = digest.slice('sha256:'.length);
  return `blobs/sha256/${hex.slice(0, 2)}/${hex}/data`;
}

/** Stores some bytes, and gives what a manifest says of them. */
export function storedBlob(files: RegistryFiles, bytes: Buffer): ReturnType<typeof descriptorOf> {
  const descriptor = descriptorOf(bytes);
  files.set(blobFile(descriptor.digest), bytes);
  return descriptor;
}

/** What `createFilesystemRegistry` takes: opens the files under `root`. */
export function openStored(files: RegistryFiles, root: string) {
  return async (path: string): Promise<Readable | undefined> => {
    const bytes = path.startsWith(`${root}/`) ? files.get(path.slice(root.length + 1)) : undefined;
    return bytes === undefined ? undefined : Readable.from([bytes]);
  };
}

/** A registry over HTTP on a port of its own; stops with the scope that `await using` it. */
export interface ServedRegistry extends AsyncDisposable {
  readonly url: string;
}

/** Serves the files as a registry does. */
export async function serveRegistry(files: RegistryFiles): Promise<ServedRegistry> {
  return serve(
    createServer((request, response) => {
      const bytes = answerTo(files, request.url ?? '');
      response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
    }),
  );
}

/** Starts a server on a free port of the loopback. */
export async function serve(server: Server): Promise<ServedRegistry> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answerTo(files: RegistryFiles, url: string): Buffer | undefined {
  const [, repository, kind, reference = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(url) ?? [];
  if (kind === 'blobs') return files.get(blobFile(reference));
  const link = reference.startsWith('sha256:')
    ? `revisions/${reference.replace(':', '/')}`
    : `tags/${reference}/current`;
  const digest = files.get(`repositories/${repository}/_manifests/${link}/link`);
  return digest === undefined ? undefined : files.get(blobFile(digest.toString()));
}
