import { readFile, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { bytesOfText, textOfBytes } from '../../text/byte-text.ts';
import type { Case } from '../../vocabulary/case.ts';
import { CASE_SETTINGS_FILE, parseCaseSettings } from '../case-settings.ts';
import { parseIgnoreRules } from './ignore-rules.ts';
import { type ContextEntry, readContext, rootEntry, walkContext } from './walk-context.ts';

/** An entry of the packed context; `content` stands in for what is on disk. */
export interface PlannedEntry extends ContextEntry {
  readonly content: Buffer | undefined;
}

/** What goes into the packed context. */
export interface ContextPlan {
  /** The context's own directory, as the entry `.`. */
  readonly directory: PlannedEntry;
  /** That directory, and what is in it. */
  readonly entries: readonly PlannedEntry[];
  /** Path of the Dockerfile in it; null if the builder gets the Dockerfile by itself. */
  readonly dockerfile: string | null;
  readonly dockerfileText: Buffer;
}

/** How a context is packed. */
export interface PackOptions {
  /** The largest sum of file sizes that is sent. */
  readonly sizeLimitBytes: number;
  /** Sent instead of the Dockerfile's own text. */
  readonly dockerfileText?: string | undefined;
}

/** Where a Dockerfile from outside its context is put. */
const RESERVED_DIRECTORY = '.kaniko-caps-build';

/**
 * Decides what is sent: what the `.dockerignore` leaves, and not our own `case.json`. In a tar the builder also finds the Dockerfile
 * and its ignore file, which it applies again to COPY, so that an ignored Dockerfile stays out of the image.
 */
export async function planContext(one: Case, options: PackOptions): Promise<ContextPlan> {
  const root = await readContext(one.contextDirectory, () => realpath(one.contextDirectory));
  const source = await readContext(one.dockerfile, () => realpath(one.dockerfile));
  const dockerfileText =
    options.dockerfileText === undefined
      ? await readContext(source, () => readFile(source))
      : Buffer.from(options.dockerfileText);
  const ignoreFile = await findIgnoreFile(one.dockerfile, root);
  const isInTar = one.configuration.context.kind === 'tar';
  const needed = isInTar ? [source, ignoreFile.path].map((path) => relative(root, path)).filter(isBelow) : [];
  const found = await walkContext(root, {
    rules: parseIgnoreRules(ignoreFile.text, ignoreFile.path),
    required: new Set(needed),
    omitted: new Set((await hasOwnSettings(root)) ? [CASE_SETTINGS_FILE] : []),
    sizeLimitBytes: options.sizeLimitBytes,
  });
  const changed = new Map<string, Buffer | undefined>([
    [relative(root, source), options.dockerfileText === undefined ? undefined : dockerfileText],
  ]);
  // A Dockerfile that comes by itself has no ignore file beside it: the builder then reads the context's own.
  if (!isInTar) changed.set('.dockerignore', bytesOfText(ignoreFile.text));
  const directory = withContent(await rootEntry(root), undefined);
  const own = [directory, ...found.map((entry) => withContent(entry, changed.get(entry.path)))];
  if (!isInTar) return { directory, entries: own, dockerfile: null, dockerfileText };
  const dockerfile = relative(root, source);
  if (needed.includes(dockerfile)) return { directory, entries: own, dockerfile, dockerfileText };
  return {
    directory,
    entries: [...own, ...reservedEntries(dockerfileText, ignoreFile.text)],
    dockerfile: `${RESERVED_DIRECTORY}/Dockerfile`,
    dockerfileText,
  };
}

/** Whether a relative path stays below where it begins. */
function isBelow(path: string): boolean {
  return !/^\.\.(\/|$)/.test(path);
}

/** BuildKit's rule: `<Dockerfile>.dockerignore` goes before the context's own. */
async function findIgnoreFile(dockerfile: string, root: string): Promise<{ path: string; text: string }> {
  for (const path of [`${dockerfile}.dockerignore`, join(root, '.dockerignore')]) {
    const text = await readIfPresent(path);
    if (text !== undefined) return { path: await realpath(path), text };
  }
  return { path: join(root, '.dockerignore'), text: '' };
}

async function hasOwnSettings(root: string): Promise<boolean> {
  const path = join(root, CASE_SETTINGS_FILE);
  const text = await readIfPresent(path);
  if (text === undefined) return false;
  try {
    return parseCaseSettings(text, path) !== undefined;
  } catch {
    // Not a valid case.json, so it is a file of the context like any other.
    return false;
  }
}

async function readIfPresent(path: string): Promise<string | undefined> {
  return readContext(path, () =>
    readFile(path).then(textOfBytes, (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return undefined;
      throw error;
    }),
  );
}

/** What is given content is a file, whatever it was: a link to it would lead elsewhere. */
function withContent(entry: ContextEntry, content: Buffer | undefined): PlannedEntry {
  if (content === undefined) return { ...entry, content };
  const mode = entry.type === 'symlink' ? 0o644 : entry.mode;
  return { ...entry, content, type: 'file', mode, linkTarget: undefined, sizeBytes: content.length };
}

function reservedEntries(dockerfile: Buffer, ignoreRules: string): PlannedEntry[] {
  const entry = (path: string, mode: number, content: Buffer | undefined): PlannedEntry => ({
    path,
    source: path,
    type: content === undefined ? 'directory' : 'file',
    mode,
    owner: { uid: 0, gid: 0 },
    sizeBytes: content?.length ?? 0,
    linkTarget: undefined,
    isIgnored: true,
    content,
  });
  const rules = `${ignoreRules}\n${RESERVED_DIRECTORY}\n`;
  return [
    entry(RESERVED_DIRECTORY, 0o755, undefined),
    entry(`${RESERVED_DIRECTORY}/Dockerfile`, 0o644, dockerfile),
    entry(`${RESERVED_DIRECTORY}/Dockerfile.dockerignore`, 0o644, bytesOfText(rules)),
  ];
}
