import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { HarnessError } from '../errors.ts';
import { CASE_SETTINGS_FILE, type CaseSettings, parseCaseSettings } from './case-settings.ts';
import { readable } from './input-errors.ts';

/** Where a case is, before its Dockerfile is read. */
export interface CaseLocation {
  /** What the user named, relative to the working directory. */
  readonly path: string;
  /** Absolute path of the directory that the case is called after. */
  readonly directory: string;
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  /** Whether the Dockerfile is another one than the directory's own. */
  readonly isVariant: boolean;
  readonly settings: CaseSettings;
}

/** Where paths are looked up, and the Dockerfile that the command line names. */
export interface LookupOptions {
  readonly workingDirectory: string;
  /** `--file`, relative to the working directory. */
  readonly file: string | undefined;
}

const DOCKERFILE_NAMES: readonly string[] = ['Dockerfile', 'dockerfile'];

/**
 * The cases that a path means: a Dockerfile, a directory with one, or a corpus: a directory whose immediate subdirectories
 * have one. A directory that has a Dockerfile is a case and no corpus.
 *
 * @throws HarnessError if there is no such path or no Dockerfile.
 */
export async function locateCases(path: string, options: LookupOptions): Promise<CaseLocation[]> {
  const absolute = resolve(options.workingDirectory, path);
  const found = await statOrUndefined(absolute);
  if (found === undefined) throw new HarnessError('NO_SUCH_PATH', `No such file or directory: ${path}`);
  if (!found.isDirectory()) {
    if (options.file === undefined) return [await locateDockerfile(absolute, options)];
    const hint = 'Give the context directory as the path, or leave --file out.';
    throw new HarnessError('OPTIONS_CONFLICT', `--file was given, but ${path} is a file itself`, { hint });
  }
  const own = await locateDirectory(absolute, options);
  if (own !== undefined) return [own];
  const members = await locateMembers(absolute, options);
  if (members.length > 0) return members;
  const hint = 'Give a Dockerfile, a directory with one, or a directory of such directories.';
  throw new HarnessError('NO_DOCKERFILE', `There is no Dockerfile in ${path}, nor in a directory in it`, { hint });
}

/**
 * The case of a Dockerfile, an absolute path, with the settings of its directory if they are its own.
 *
 * @throws HarnessError if those settings are not valid.
 */
export async function locateDockerfile(dockerfile: string, options: LookupOptions): Promise<CaseLocation> {
  const directory = dirname(dockerfile);
  const path = displayed(dockerfile, options);
  const own = await locateDirectory(directory, options);
  const isVariant = own?.dockerfile !== dockerfile;
  // Settings describe the directory's own Dockerfile, not its neighbours.
  return { path, directory, dockerfile, isVariant, settings: isVariant ? {} : (own?.settings ?? {}) };
}

/**
 * The case of a directory, an absolute path; undefined if it has no Dockerfile of its own.
 *
 * @throws HarnessError if its settings are not valid, or name a Dockerfile that is not there.
 */
export async function locateDirectory(directory: string, options: LookupOptions): Promise<CaseLocation | undefined> {
  const path = displayed(directory, options);
  const settings = await readSettings(directory, options);
  if (options.file !== undefined) {
    const dockerfile = resolve(options.workingDirectory, options.file);
    return { path, directory, dockerfile, isVariant: true, settings: settings ?? {} };
  }
  const names = settings?.dockerfile === undefined ? DOCKERFILE_NAMES : [settings.dockerfile];
  for (const name of names) {
    const dockerfile = resolve(directory, name);
    if ((await statOrUndefined(dockerfile))?.isFile()) {
      return { path, directory, dockerfile, isVariant: false, settings: settings ?? {} };
    }
  }
  if (settings === undefined) return undefined;
  throw new HarnessError('NO_DOCKERFILE', `There is no ${names[0]} next to ${join(path, CASE_SETTINGS_FILE)}`);
}

async function locateMembers(corpus: string, options: LookupOptions): Promise<CaseLocation[]> {
  const names = await readable(corpus, () => readdir(corpus));
  const members: CaseLocation[] = [];
  for (const name of names.filter((candidate) => !candidate.startsWith('.')).toSorted()) {
    const directory = join(corpus, name);
    if (!(await statOrUndefined(directory))?.isDirectory()) continue;
    const member = await locateDirectory(directory, options);
    if (member !== undefined) members.push(member);
  }
  return members;
}

async function readSettings(directory: string, options: LookupOptions): Promise<CaseSettings | undefined> {
  const file = join(directory, CASE_SETTINGS_FILE);
  if (!(await statOrUndefined(file))?.isFile()) return undefined;
  return parseCaseSettings(await readable(file, () => readFile(file, 'utf8')), displayed(file, options));
}

/** The path as a person writes it: relative to the working directory, `.` for the directory itself. */
export function displayed(path: string, { workingDirectory }: Pick<LookupOptions, 'workingDirectory'>): string {
  return relative(workingDirectory, path) || '.';
}

async function statOrUndefined(path: string) {
  return stat(path).catch(() => undefined);
}
