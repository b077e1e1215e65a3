import type { Readable } from 'node:stream';

/** Where images are read from: the sandbox's registry, over whatever way leads to it. */
export interface RegistrySource {
  /** The manifest that a tag or digest names; undefined if there is none. */
  manifest(repository: string, reference: string): Promise<StoredManifest | undefined>;
  /**
   * Streams a blob. What comes is not verified yet.
   *
   * @throws HarnessError IMAGE_UNREADABLE if the registry does not have it or cannot be read.
   */
  blob(repository: string, digest: string): Promise<Readable>;
}

/** A manifest as the registry stores it. */
export interface StoredManifest {
  readonly digest: string;
  /** The parsed JSON, not validated. */
  readonly manifest: unknown;
}
