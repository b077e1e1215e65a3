import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { isUtf8Text } from '../../text/byte-text.ts';
import {
  type CaseLocation,
  displayed,
  type LookupOptions,
  locateDirectory,
  locateDockerfile,
} from '../case-location.ts';
import { CASE_SETTINGS_FILE } from '../case-settings.ts';
import { parseInstructions } from '../dockerfile-text/parse-dockerfile.ts';
import { readable } from '../input-errors.ts';
import { type ContextChoice, chooseContext } from './choose-context.ts';
import { type RepositoryFiles, repositoryOf, walkRepository } from './walk-repository.ts';

/** A Dockerfile of a repository, and the context that it is built with. */
export interface FoundDockerfile extends CaseLocation {
  /** What its settings say goes before. */
  readonly contextChoice: ContextChoice;
}

/** A Dockerfile of a repository that nobody can build from, and why. */
export interface UnusableDockerfile {
  /** Absolute path, as `textOfBytes` writes it. */
  readonly dockerfile: string;
  /** The same relative to the working directory. */
  readonly path: string;
  readonly problem: HarnessError;
}

/** The Dockerfiles of a repository, sorted by path. */
export interface RepositoryDockerfiles {
  /** Absolute path of the repository. */
  readonly root: string;
  readonly found: readonly FoundDockerfile[];
  readonly unusable: readonly UnusableDockerfile[];
  /** What was not looked through or not used, in words. */
  readonly notes: readonly string[];
}

/** `Dockerfile`, `Dockerfile.prod`, `prod.Dockerfile`, `Containerfile`, `Containerfile.prod`; not the ignore files beside them. */
const DOCKERFILE_NAME = /^(?:[Dd]ockerfile|[Dd]ockerfile\..+|.+\.[Dd]ockerfile|[Cc]ontainerfile.*)$/s;

/** Whether a file of this name is a Dockerfile. */
export function isDockerfileName(name: string): boolean {
  return DOCKERFILE_NAME.test(name) && !name.endsWith('ignore');
}

/**
 * Finds all Dockerfiles in a directory and below it, or one by itself where the path is that of a file, and chooses a context for each
 * by what it copies. What git ignores is left out; a `case.json` goes before what is chosen. What cannot be used is told apart.
 *
 * @throws HarnessError if there is no such path, or no Dockerfile.
 */
export async function findDockerfiles(path: string, workingDirectory: string): Promise<RepositoryDockerfiles> {
  const options: LookupOptions = { workingDirectory, file: undefined };
  const walked = await filesAt(path, options);
  const located = await locateAll(walked, options);
  const found: FoundDockerfile[] = [];
  const unusable: UnusableDockerfile[] = [];
  for (const [dockerfile, location] of [...located].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const result = await orProblem(async () => withContext(await location(), walked.root, options));
    if (result instanceof HarnessError) {
      unusable.push({ dockerfile, path: displayed(dockerfile, options), problem: result });
    } else found.push(result);
  }
  if (located.size > 0) return { root: walked.root, found, unusable, notes: walked.notes };
  const hint =
    'Looked for are Dockerfile, Dockerfile.*, *.Dockerfile and Containerfile*; what git ignores is left out.';
  throw new HarnessError('NO_DOCKERFILE', `There is no Dockerfile in ${path}, nor anywhere below it`, { hint });
}

async function filesAt(path: string, { workingDirectory }: LookupOptions): Promise<RepositoryFiles> {
  const absolute = resolve(workingDirectory, path);
  const found = await stat(absolute).catch(() => undefined);
  if (found === undefined) throw new HarnessError('NO_SUCH_PATH', `No such file or directory: ${path}`);
  if (found.isDirectory()) {
    return walkRepository(absolute, (name) => isDockerfileName(name) || name === CASE_SETTINGS_FILE);
  }
  return { root: await repositoryOf(dirname(absolute)), files: [absolute], notes: [] };
}

/** How each Dockerfile is located, by its path. One that a `case.json` names has its settings, wherever it lies and whatever it is called. */
async function locateAll(
  { files }: RepositoryFiles,
  options: LookupOptions,
): Promise<Map<string, () => Promise<CaseLocation>>> {
  const located = new Map<string, () => Promise<CaseLocation>>();
  const isSettings = (file: string): boolean => basename(file) === CASE_SETTINGS_FILE;
  for (const file of files.filter((one) => !isSettings(one))) located.set(file, () => locateAlone(file, options));
  for (const file of files.filter(isSettings)) {
    const own = await orProblem(() => locateDirectory(dirname(file), options));
    if (own instanceof HarnessError) {
      const hasOthers = files.some((other) => !isSettings(other) && dirname(other) === dirname(file));
      // Whoever is located in this directory meets the same problem.
      if (!hasOthers) located.set(file, () => Promise.reject(own));
    } else if (own !== undefined && !located.has(own.dockerfile))
      located.set(own.dockerfile, () => Promise.resolve(own));
    else if (own !== undefined && dirname(own.dockerfile) !== own.directory) {
      located.set(own.dockerfile, () => Promise.resolve(own));
    }
  }
  return located;
}

async function locateAlone(dockerfile: string, options: LookupOptions): Promise<CaseLocation> {
  if (!isUtf8Text(dockerfile)) {
    const message = `The path of ${displayed(dockerfile, options)} is not UTF-8, so no report can name it`;
    throw new HarnessError('BAD_DOCKERFILE', message, { hint: 'Rename the directory or the file.' });
  }
  const location = await locateDockerfile(dockerfile, options);
  const hasOwn = await orProblem(() => locateDirectory(location.directory, options));
  const isOnly = hasOwn === undefined && /^containerfile$/i.test(basename(dockerfile));
  return isOnly ? { ...location, isVariant: false } : location;
}

async function withContext(location: CaseLocation, root: string, options: LookupOptions): Promise<FoundDockerfile> {
  const { dockerfile, settings, directory } = location;
  const file = displayed(dockerfile, options);
  await assertWithin(dockerfile, root, file);
  const text = await readable(file, () => readFile(dockerfile, 'utf8'));
  const { instructions } = parseInstructions(text, file);
  const contextChoice =
    settings.context === undefined
      ? await chooseContext(dockerfile, instructions, root)
      : { directory: resolve(directory, settings.context), why: `${CASE_SETTINGS_FILE} sets it` };
  return { ...location, contextChoice };
}

/** A link may lead to any file of this machine, and what is wrong with a Dockerfile is shown. */
async function assertWithin(dockerfile: string, root: string, file: string): Promise<void> {
  const real = await readable(file, () => realpath(dockerfile));
  if (relative(await realpath(root), real).split('/')[0] !== '..') return;
  throw new HarnessError('BAD_DOCKERFILE', `${file} is a link that leads out of the repository`, {
    hint: 'Name the Dockerfile itself as PATH, or copy it.',
  });
}

async function orProblem<T>(run: () => Promise<T>): Promise<T | HarnessError> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
}
