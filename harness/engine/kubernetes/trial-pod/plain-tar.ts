import { Readable } from 'node:stream';
import { extract, type Header, pack } from 'tar-stream';

/** The name of the shell script in a plain tar that puts entries into place once it is unpacked. */
export const PLACING = '.kaniko-caps-placing';

/** More than this does not fit into a plain header, whatever the name. */
const LONGEST_PLAIN = 99;

/** The largest id that fits into a plain header. */
const LARGEST_PLAIN_ID = 0o777777;

/**
 * Writes a tar anew without the extended headers that carry long or foreign names and large ids of owners: the tar of busybox passes
 * over them, and would unpack such entries under other names or for other owners. A script comes with them that puts that right; such
 * names are unpacked under short ones first.
 *
 * @throws Error for an entry whose name is no UTF-8, which cannot be written into the script.
 */
export async function plainTar(open: () => Readable): Promise<Readable> {
  const placings: string[] = [];
  const aliases = new Map<string, string>();
  // Names are wanted before the content goes, so the tar is read twice.
  await eachEntry(open(), (header) => {
    if (`${header.name}${header.linkname ?? ''}`.includes(NO_CHARACTER)) {
      throw new Error(`the name ${header.name} is no UTF-8, which a cluster cannot unpack; use --context-kind tar`);
    }
    if (isPlain(header.name) && isPlain(header.linkname ?? '')) {
      if (hasLargeOwner(header)) placings.push(givenAway(header));
      return;
    }
    const alias = `.kaniko-caps-${aliases.size}`;
    aliases.set(header.name, alias);
    placings.push(placing(header, alias));
  });
  const packed = pack();
  const script = placings.length === 0 ? null : `set -e\n${placings.join('\n')}\n`;
  rewrite(open(), packed, { aliases, script }).catch((thrown: Error) => packed.destroy(thrown));
  return Readable.from(packed);
}

/** What is put into a tar in the place of names that it cannot hold. */
interface Placement {
  readonly aliases: ReadonlyMap<string, string>;
  readonly script: string | null;
}

async function rewrite(
  source: Readable,
  packed: ReturnType<typeof pack>,
  { aliases, script }: Placement,
): Promise<void> {
  const reading = source.pipe(extract());
  source.once('error', (error) => reading.destroy(error));
  for await (const entry of reading) {
    const { pax: _, ...header } = entry.header;
    const alias = aliases.get(header.name);
    // A directory or link with such a name is made by the script.
    const isContent = header.type === 'file' || header.type === undefined;
    if (alias !== undefined && !isContent) {
      entry.resume();
      continue;
    }
    const target = packed.entry({ ...header, ...(alias !== undefined && { name: alias }) });
    await new Promise<void>((resolve, reject) => {
      target.once('error', reject);
      target.once('finish', resolve);
      entry.pipe(target);
    });
  }
  if (script !== null) packed.entry({ name: PLACING }, script);
  packed.finalize();
}

async function eachEntry(source: Readable, look: (header: Header) => void): Promise<void> {
  const reading = source.pipe(extract());
  source.once('error', (error) => reading.destroy(error));
  for await (const entry of reading) {
    look(entry.header);
    entry.resume();
  }
}

function isPlain(name: string): boolean {
  return name.length <= LONGEST_PLAIN && /^[\x20-\x7e]*$/.test(name);
}

/** What stands where bytes are no UTF-8. */
const NO_CHARACTER = '\ufffd';

/** The ids of the owner, which an extended header tells where they are too large. */
function ownerOf({ uid = 0, gid = 0, pax }: Header): { readonly uid: number; readonly gid: number } {
  const told = (pax ?? {}) as Readonly<Record<string, string>>;
  return { uid: Number(told['uid'] ?? uid), gid: Number(told['gid'] ?? gid) };
}

function hasLargeOwner(header: Header): boolean {
  const { uid, gid } = ownerOf(header);
  return header.type !== 'link' && Math.max(uid, gid) > LARGEST_PLAIN_ID;
}

/** Gives an entry to its owner. A new owner takes bits of the mode away, so these come after. */
function givenAway(header: Header): string {
  const at = quoted(header.name.replace(/\/$/, ''));
  const { uid, gid } = ownerOf(header);
  const mode = ((header.mode ?? 0) & 0o7777).toString(8);
  return `chown -h ${uid}:${gid} ${at}${header.type === 'symlink' ? '' : ` && chmod ${mode} ${at}`}`;
}

/** Puts an entry in its place, in the order of the tar: a directory comes before what is in it. */
function placing(header: Header, alias: string): string {
  const { name, type, linkname = '', mode = 0 } = header;
  const at = quoted(name.replace(/\/$/, ''));
  const { uid, gid } = ownerOf(header);
  const owner = `${uid}:${gid}`;
  const modeText = (mode & 0o7777).toString(8);
  if (type === 'directory') return `mkdir -p ${at} && chown ${owner} ${at} && chmod ${modeText} ${at}`;
  if (type === 'symlink') return `ln -s ${quoted(linkname)} ${at} && chown -h ${owner} ${at}`;
  if (type === 'link') return `ln ${quoted(linkname)} ${at}`;
  if (type === 'file' || type === undefined) {
    return hasLargeOwner(header) ? `mv ${alias} ${at} && ${givenAway(header)}` : `mv ${alias} ${at}`;
  }
  throw new Error(`${name} cannot be unpacked on a cluster; use --context-kind tar`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
