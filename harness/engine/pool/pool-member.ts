import type { Readable } from 'node:stream';
import type { Engine, Site, SiteSpecification } from '../port.ts';

/** One of the engines of a pool. What it has, others can be given. */
export interface PoolMember {
  /** As users write where it is: `ssh://build1`. */
  readonly name: string;
  /** The engine's own id. Machines that were made from one image may have the same one. */
  readonly id: string;
  readonly engine: Engine;
  openSite(specification: SiteSpecification): Promise<MemberSite>;
  /** Rejects, in a few seconds, if it does not answer. */
  ping(): Promise<void>;
  /** Whether something that another member makes while it is asked is seen here: then both are one engine. */
  readonly mark: EngineMark;
  /** An image that it has, as `loadImage` of another member takes it. */
  saveImage(reference: string): Promise<Readable>;
  /** Takes an image in, under the id that it has elsewhere. */
  loadImage(archive: Readable): Promise<void>;
}

/** Something on an engine that tells it from all others. */
export interface EngineMark {
  /** Leaves a mark, which belongs to this process. */
  leave(name: string): Promise<void>;
  isSeen(name: string): Promise<boolean>;
  remove(name: string): Promise<void>;
}

/** The site of a member. Repositories of its registry can be moved to the registries of others. */
export interface MemberSite extends Site {
  readonly repositories: MovableRepositories;
}

/** What trials kept in a registry, as it moves from one member to another. */
export interface MovableRepositories {
  has(repository: string): Promise<boolean>;
  /** Undefined if there is no such repository. */
  read(repository: string): Promise<RepositoryContent | undefined>;
  write(repository: string, content: RepositoryContent): Promise<void>;
}

/** A repository: its names for content, and the content. */
export interface RepositoryContent {
  /** A tar of its files; they only name content. */
  readonly names: Buffer;
  /** The digests of all content that it names. */
  readonly digests: readonly string[];
  /** A tar of one piece of content, in a directory that is named after its digest. */
  content(digest: string): Promise<Readable>;
}
