import type { Readable } from 'node:stream';
import { HarnessError, messageOf } from '../../errors.ts';
import { shorten } from '../../text/plain-text.ts';
import { printable } from '../../text/printable.ts';
import type { RegistrySource } from './registry-source.ts';
import { readStoredManifest } from './stored-manifest.ts';
import { readBounded } from './verified-blob.ts';

/** Opens a file where the registry runs; undefined if there is no such file. */
export type OpenFile = (path: string) => Promise<Readable | undefined>;

/** How much of what stands in the place of a digest is told. */
const LONGEST_TEXT = 300;

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * Reads a registry of the distribution project from the files under its `root` (`.../docker/registry/v2`), for engines
 * whose ports cannot be reached.
 */
export function createFilesystemRegistry(root: string, openFile: OpenFile): RegistrySource {
  const link = async (path: string): Promise<string | undefined> => {
    const file = await openFile(path);
    if (file === undefined) return undefined;
    const digest = await readDigest(file).catch(messageOf);
    if (DIGEST.test(digest)) return digest;
    throw new HarnessError(
      'IMAGE_UNREADABLE',
      `The registry's file ${path} does not contain a digest: ${shorten(printable(digest), LONGEST_TEXT)}`,
    );
  };
  const blob = async (digest: string): Promise<Readable> => {
    const path = blobPath(root, digest);
    const file = await openFile(path);
    if (file !== undefined) return file;
    throw new HarnessError('IMAGE_UNREADABLE', `The registry does not have the blob ${digest}`);
  };
  return {
    async manifest(repository, reference) {
      const digest = await link(linkPath(root, repository, reference));
      if (digest === undefined) return undefined;
      const stored = await readStoredManifest(await blob(digest), blobPath(root, digest));
      if (stored.digest === digest) return stored;
      throw new HarnessError('IMAGE_UNREADABLE', `The registry's manifest ${digest} has the digest ${stored.digest}`);
    },
    blob: (_repository, digest) => blob(digest),
  };
}

function linkPath(root: string, repository: string, reference: string): string {
  const manifests = `${root}/repositories/${repository}/_manifests`;
  return DIGEST.test(reference)
    ? `${manifests}/revisions/${reference.replace(':', '/')}/link`
    : `${manifests}/tags/${reference}/current/link`;
}

function blobPath(root: string, digest: string): string {
  const hex = digest.replace(/^sha256:/, '');
  return `${root}/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`;
}

async function readDigest(file: Readable): Promise<string> {
  return (await readBounded(file)).toString('latin1').trim();
}
