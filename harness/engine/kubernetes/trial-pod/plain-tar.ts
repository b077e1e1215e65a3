import { Readable } from 'node:stream';
import { extract, type Header, pack } from 'tar-stream';

/** The name of the shell script in a plain tar that puts entries into place once it is unpacked. */
export const PLACING = '.kaniko-caps-placing';

/** More than this does not fit into a plain header, whatever the name. */
const LONGEST_PLAIN = 99;

/**
 * Writes a tar anew without the extended headers that carry long or foreign names: the tar of busybox passes over them and would
 * unpack such entries under other names. They are unpacked under short names, and a script comes with them that renames them.
 *
 * @throws Error for an entry with extended attributes, which busybox cannot set.
 */
export async function plainTar(open: () => Readable): Promise<Readable> {
  const placings: string[] = [];
  const aliases = new Map<string, string>();
  // Names are wanted before the content goes, so the tar is read twice.
  await eachEntry(open(), (header) => {
    if (Object.keys(header.pax ?? {}).some((key) => key.startsWith('SCHILY.xattr.'))) {
      throw new Error(
        `${header.name} has extended attributes, which cannot be unpacked on a cluster; use --context-kind tar`,
      );
    }
    if (isPlain(header.name) && isPlain(header.linkname ?? '')) return;
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

/** Puts an entry in its place, in the order of the tar: a directory comes before what is in it. */
function placing({ name, type, linkname = '', mode = 0, uid = 0, gid = 0 }: Header, alias: string): string {
  const at = quoted(name.replace(/\/$/, ''));
  const owner = `${uid}:${gid}`;
  const modeText = (mode & 0o7777).toString(8);
  if (type === 'directory') return `mkdir -p ${at} && chown ${owner} ${at} && chmod ${modeText} ${at}`;
  if (type === 'symlink') return `ln -s ${quoted(linkname)} ${at} && chown -h ${owner} ${at}`;
  if (type === 'link') return `ln ${quoted(linkname)} ${at}`;
  if (type === 'file' || type === undefined) return `mv ${alias} ${at}`;
  throw new Error(`${name} cannot be unpacked on a cluster; use --context-kind tar`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
