import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Header, type Pack, pack } from 'tar-stream';
import { HarnessError, messageOf } from '../errors.ts';
import type { Case } from '../vocabulary/case.ts';
import { type PackOptions, type PlannedEntry, planContext } from './plan-context.ts';
import { readContext } from './walk-context.ts';

/** A build context, packed once: a deterministic gzip-compressed tar on disk. */
export interface PackedContext {
  /** Absolute path of the packed file. */
  readonly file: string;
  /** SHA-256 of the tar before compression: the identity of the context. */
  readonly sha256: string;
  /** Size of the packed file. */
  readonly sizeBytes: number;
  /** Path of the Dockerfile inside the tar. */
  readonly dockerfile: string;
}

const GZIP_LEVEL = 6;
/** Where a gzip header names the operating system, and the value for "unknown". */
const GZIP_OS = { offset: 9, unknown: 255 };

/**
 * Packs a case's build context into `<destinationDirectory>/<id>.tar.gz`. The same files give the same bytes wherever and
 * whenever they are packed: entries are sorted, owned by 0:0 and undated.
 *
 * @throws HarnessError for what cannot be read and for a context above the limit.
 */
export async function packContext(
  one: Case,
  destinationDirectory: string,
  options: PackOptions,
): Promise<PackedContext> {
  const plan = await planContext(one, options);
  const file = join(destinationDirectory, `${one.id}.tar.gz`);
  const unfinished = `${file}.unfinished`;
  try {
    const sha256 = await writeArchive(plan.entries, unfinished);
    await rename(unfinished, file);
    return { file, sha256, sizeBytes: (await stat(file)).size, dockerfile: plan.dockerfile };
  } catch (error) {
    await rm(unfinished, { force: true });
    if (error instanceof HarnessError) throw error;
    throw new HarnessError('SCRATCH_NOT_WRITTEN', `Cannot write ${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** Writes the compressed archive and gives the SHA-256 of the archive before compression. */
function writeArchive(entries: readonly PlannedEntry[], file: string): Promise<string> {
  return hashArchive(entries, (archive, hashed) =>
    pipeline(archive, hashed, createGzip({ level: GZIP_LEVEL }), anonymousGzip(), createWriteStream(file)),
  );
}

/**
 * The SHA-256 that packing a case's context gives, without the archive.
 *
 * @throws HarnessError as `packContext` does.
 */
export async function contextSha256(one: Case, options: PackOptions): Promise<string> {
  const { entries } = await planContext(one, options);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  return hashArchive(entries, (archive, hashed) => pipeline(archive, hashed, nowhere));
}

/** Sends the archive to where it is to go, and gives the SHA-256 of what passed. */
async function hashArchive(
  entries: readonly PlannedEntry[],
  send: (archive: Pack, hashed: Transform) => Promise<void>,
): Promise<string> {
  const archive = pack();
  const hash = createHash('sha256');
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const written = send(archive, hashed);
  const added = addEntries(archive, entries).catch((error: Error) => {
    archive.destroy(error);
    throw error;
  });
  // A failure of either ends the other; the first is the cause.
  await Promise.all([written, added]);
  return hash.digest('hex');
}

/** Takes the operating system out of the gzip header, so that it is the same everywhere. */
function anonymousGzip(): Transform {
  let isFirst = true;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (isFirst) chunk[GZIP_OS.offset] = GZIP_OS.unknown;
      isFirst = false;
      done(null, chunk);
    },
  });
}

async function addEntries(archive: Pack, entries: readonly PlannedEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.type === 'file' && entry.content === undefined) await addFile(archive, entry);
    else await addSmall(archive, entry);
  }
  archive.finalize();
}

function headerOf({ path, type, mode, sizeBytes, linkTarget }: PlannedEntry): Partial<Header> & Pick<Header, 'name'> {
  const name = type === 'directory' ? `${path}/` : path;
  const link = linkTarget === undefined ? {} : { linkname: linkTarget };
  return { name, type, mode, size: sizeBytes, ...link, uid: 0, gid: 0, mtime: new Date(0) };
}

/** Adds what has no content, or one that is in memory. */
function addSmall(archive: Pack, entry: PlannedEntry): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry(headerOf(entry), entry.content ?? '', (error) => (error ? reject(error) : resolve()));
  });
}

async function addFile(archive: Pack, entry: PlannedEntry): Promise<void> {
  await using file = await readContext(entry.source, () => open(entry.source));
  const content = entry.sizeBytes === 0 ? [] : file.createReadStream({ end: entry.sizeBytes - 1, autoClose: false });
  try {
    await new Promise<void>((resolve, reject) => {
      const sink = archive.entry(headerOf(entry), (error) => (error ? reject(error) : resolve()));
      pipeline(content, sink).catch(reject);
    });
  } catch (error) {
    if (messageOf(error) !== 'Size mismatch') throw error;
    throw new HarnessError('BAD_CONTEXT', `${entry.source} was changed while the build context was packed`, {
      cause: error,
    });
  }
}
