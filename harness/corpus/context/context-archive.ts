import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Header, type Pack, pack } from 'tar-stream';
import { HarnessError, messageOf } from '../../errors.ts';
import { ownerHeader } from '../../files/owner-header.ts';
import { paxHeader } from '../../files/pax-header.ts';
import { bytesOfText, isUtf8Text, onDisk } from '../../text/byte-text.ts';
import type { ContextDelivery } from '../../vocabulary/configuration.ts';
import { asDelivered, ownOwner } from './delivered-entries.ts';
import type { ContextPlan, PlannedEntry } from './plan-context.ts';
import { readContext } from './walk-context.ts';

/**
 * Sends a tar of the entries, as the builder gets them, to where it is to go. Gives the identity of the context: a SHA-256 of the
 * Dockerfile and of the entries' paths, types, modes and contents. An owner that the configuration says is no part of it, nor is
 * the mode of the context's own directory: two machines with the same files give the same.
 *
 * @throws HarnessError BAD_CONTEXT for what cannot be read.
 */
export async function writeContextArchive(
  { entries, dockerfileText }: Pick<ContextPlan, 'entries' | 'dockerfileText'>,
  delivery: ContextDelivery,
  destination: NodeJS.WritableStream,
): Promise<string> {
  const archive = pack();
  const hash = createHash('sha256').update(dockerfileText);
  const written = pipeline(archive, destination);
  const added = addEntries({ archive, hash, delivery }, entries).catch((error: Error) => {
    archive.destroy(error);
    throw error;
  });
  // A failure of either ends the other; the first is the cause.
  await Promise.all([written, added]);
  return hash.digest('hex');
}

/** Where an archive goes that nobody wants. */
export function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/** An archive that is being written. */
interface Writing {
  readonly archive: Pack;
  readonly hash: Hash;
  readonly delivery: ContextDelivery;
}

async function addEntries(writing: Writing, entries: readonly PlannedEntry[]): Promise<void> {
  for (const entry of entries) {
    const delivered = asDelivered(entry, writing.delivery);
    const part = isPart(entry) ? writing.hash : undefined;
    if (part !== undefined) part.update(factsOf(delivered, writing.delivery));
    addNames(writing.archive, delivered);
    if (entry.type === 'file' && entry.content === undefined) await addFile(writing.archive, delivered, part);
    else await addSmall(writing.archive, delivered, part);
  }
  writing.archive.finalize();
}

/** Whether an entry is a part of the context's identity: not its own directory, nor what only the builder itself reads. */
function isPart({ path, isIgnored }: PlannedEntry): boolean {
  return path !== '.' && !isIgnored;
}

function factsOf(entry: PlannedEntry, delivery: ContextDelivery): string {
  const { path, type, mode, sizeBytes, linkTarget = null } = entry;
  return `${JSON.stringify([path, type, mode, ownOwner(entry, delivery), sizeBytes, linkTarget])}\n`;
}

function headerOf(entry: PlannedEntry): Partial<Header> & Pick<Header, 'name'> {
  const { path, type, mode, owner, sizeBytes, linkTarget } = entry;
  const name = type === 'directory' ? `${path}/` : path;
  const link = linkTarget === undefined ? {} : { linkname: linkTarget };
  const header = { name, type, mode, size: sizeBytes, ...link, ...ownerHeader(owner), mtime: new Date(0) };
  if (hasUtf8Names(entry)) return header;
  const { pax: _, ...rest } = header;
  return { ...rest, name: REPLACED_NAME, ...(linkTarget !== undefined && { linkname: REPLACED_NAME }) };
}

/** Stands in a header whose names are in the records before it. */
const REPLACED_NAME = 'name-that-is-not-utf-8';

function hasUtf8Names({ path, linkTarget = '' }: PlannedEntry): boolean {
  return isUtf8Text(path) && isUtf8Text(linkTarget);
}

/** Adds the names of the next entry where they are no UTF-8, byte for byte; tar-stream itself writes UTF-8 alone. */
function addNames(archive: Pack, entry: PlannedEntry): void {
  if (hasUtf8Names(entry)) return;
  const { path, type, owner, linkTarget } = entry;
  const blocks = paxHeader({
    ...ownerHeader(owner).pax,
    path: bytesOfText(type === 'directory' ? `${path}/` : path),
    ...(linkTarget !== undefined && { linkpath: bytesOfText(linkTarget) }),
  });
  // No entry is being written by now, so that they stand before the next one.
  archive.push(blocks);
}

/** Adds what has no content, or one that is in memory. */
function addSmall(archive: Pack, entry: PlannedEntry, hash: Hash | undefined): Promise<void> {
  if (entry.content !== undefined) hash?.update(entry.content);
  return new Promise((resolve, reject) => {
    const sink = archive.entry(headerOf(entry), entry.content ?? '', (error) => (error ? reject(error) : resolve()));
    sink.on('error', reject);
  });
}

async function addFile(archive: Pack, entry: PlannedEntry, hash: Hash | undefined): Promise<void> {
  await using file = await readContext(entry.source, () => open(onDisk(entry.source)));
  const content = entry.sizeBytes === 0 ? [] : file.createReadStream({ end: entry.sizeBytes - 1, autoClose: false });
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash?.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const sink = archive.entry(headerOf(entry), (error) => (error ? reject(error) : resolve()));
      pipeline(content, hashed, sink).catch(reject);
    });
  } catch (error) {
    if (messageOf(error) !== 'Size mismatch') throw error;
    throw new HarnessError('BAD_CONTEXT', `${entry.source} was changed while the build context was packed`, {
      cause: error,
    });
  }
}
