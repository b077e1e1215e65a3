import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { messageOf } from '../../errors.ts';
import { onDisk, textOfBytes } from '../../text/byte-text.ts';
import { type GitIgnoreRules, noGitIgnoreRules } from './git-ignore.ts';

/** The files of a repository that somebody looks for. */
export interface RepositoryFiles {
  /** Absolute path of the repository: the nearest directory above with a `.git`, else where the walk began. */
  readonly root: string;
  /** Absolute paths as `textOfBytes` writes them, sorted. */
  readonly files: readonly string[];
  /** What was not looked through or not used, in words: it may hide files. */
  readonly notes: readonly string[];
}

/**
 * Looks through a directory and all below it for files of these names, git not needed: what `.gitignore` files (nested and above
 * the directory) and `.git/info/exclude` ignore is left out, and so is `.git`. Symbolic links to directories are not followed, so
 * that a loop ends nowhere; one to a file counts as that file. What cannot be read is noted.
 */
export async function walkRepository(start: string, isWanted: (name: string) => boolean): Promise<RepositoryFiles> {
  const root = await repositoryOf(start);
  const walk: Walk = { root, isWanted, files: [], notes: [] };
  const pending: Pending[] = [{ directory: start, rules: await rulesAbove(start, walk) }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    pending.push(...(await walkDirectory(next, walk)));
  }
  return { root, files: walk.files.sort(), notes: walk.notes };
}

interface Walk {
  readonly root: string;
  readonly isWanted: (name: string) => boolean;
  readonly files: string[];
  readonly notes: string[];
}

/** A directory that is to be looked through, and the rules of all above it. */
interface Pending {
  readonly directory: string;
  readonly rules: GitIgnoreRules;
}

/** Takes what is wanted of one directory, and gives the directories in it. */
async function walkDirectory({ directory, rules: above }: Pending, walk: Walk): Promise<Pending[]> {
  const entries = await entriesOf(directory, walk);
  const hasRules = entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file');
  const rules = hasRules ? await withFile(above, directory, join(directory, '.gitignore'), walk) : above;
  const inner: Pending[] = [];
  for (const { name, kind } of entries) {
    const path = join(directory, name);
    const place = relative(walk.root, path);
    if (kind === 'directory') {
      if (name !== '.git' && !rules.ignores(place, 'directory')) inner.push({ directory: path, rules });
    } else if (walk.isWanted(name) && !rules.ignores(place, 'file')) {
      if (kind === 'file' || (await leadsToFile(path))) walk.files.push(path);
    }
  }
  return inner;
}

interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link';
}

async function entriesOf(directory: string, walk: Walk): Promise<Entry[]> {
  try {
    const entries = await readdir(onDisk(directory), { withFileTypes: true, encoding: 'buffer' });
    return entries.flatMap((entry) => {
      const kind = kindOf(entry);
      return kind === undefined ? [] : [{ name: textOfBytes(entry.name), kind }];
    });
  } catch (error) {
    walk.notes.push(`${relative(walk.root, directory) || '.'} was not looked through: ${messageOf(error)}`);
    return [];
  }
}

function kindOf(entry: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): Entry['kind'] | undefined {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : undefined;
}

/** A link that leads nowhere counts: whoever reads it says that. */
async function leadsToFile(path: string): Promise<boolean> {
  const found = await stat(onDisk(path)).catch(() => undefined);
  return found === undefined || found.isFile();
}

/** The repository of a directory, an absolute path: the nearest directory from it upwards with a `.git`, else itself. */
export async function repositoryOf(start: string): Promise<string> {
  for (let directory = start; ; directory = dirname(directory)) {
    if ((await stat(onDisk(join(directory, '.git'))).catch(() => undefined)) !== undefined) return directory;
    if (dirname(directory) === directory) return start;
  }
}

/** The rules that hold where the walk begins. Who names a directory that is ignored wants it looked through all the same. */
async function rulesAbove(start: string, walk: Walk): Promise<GitIgnoreRules> {
  const { root } = walk;
  let rules = await withFile(noGitIgnoreRules(), root, join(root, '.git', 'info', 'exclude'), walk);
  const parts = relative(root, start)
    .split('/')
    .filter((part) => part !== '');
  for (const [index] of parts.entries()) {
    const directory = join(root, ...parts.slice(0, index));
    rules = await withFile(rules, directory, join(directory, '.gitignore'), walk);
    if (rules.ignores(parts.slice(0, index + 1).join('/'), 'directory')) return noGitIgnoreRules();
  }
  return rules;
}

async function withFile(above: GitIgnoreRules, directory: string, file: string, walk: Walk): Promise<GitIgnoreRules> {
  const shown = relative(walk.root, file);
  const text = await readFile(onDisk(file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) {
      walk.notes.push(`${shown} was not read: ${messageOf(error)}`);
    }
    return undefined;
  });
  if (text === undefined) return above;
  const { rules, leftOut } = above.within(relative(walk.root, directory), text);
  for (const { line, why } of leftOut) walk.notes.push(`${shown}:${line}: this pattern is not used: ${why}`);
  return rules;
}
