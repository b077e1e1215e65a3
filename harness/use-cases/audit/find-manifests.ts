import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findDockerfiles } from '../../corpus/repository/find-dockerfiles.ts';
import { walkRepository } from '../../corpus/repository/walk-repository.ts';
import { HarnessError } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import type { ManifestProblem } from '../../manifest/model/problem.ts';
import type { ManifestFile } from '../../manifest/model/system.ts';
import type { AuditedPlan } from './plan-audit.ts';
import { type ReadFiles, readManifestFile } from './read-manifest-files.ts';
import { isWithin } from './within.ts';

/** Files that may be manifests of some system: which of them are says what is in them. */
const MANIFEST_NAME = /\.ya?ml$|^Jenkinsfile|\.(?:jenkinsfile|groovy)$|\.(?:ba)?sh$|^config\.toml$/i;

/** What may be manifests of a repository. */
export interface FoundManifests extends ReadFiles {
  /** What was not looked through or not read, in words. */
  readonly notes: readonly string[];
}

/**
 * Finds whatever may be a manifest in directories and below them; what git ignores is left out, and links that lead out of the
 * repository: a patch would be written there. A path of a file is that file.
 *
 * @throws HarnessError NO_SUCH_PATH, or BAD_MANIFEST for a file that was named and cannot be read.
 */
export async function findManifests(paths: readonly string[]): Promise<FoundManifests> {
  const manifests = new Map<string, ManifestFile>();
  const unread: ManifestProblem[] = [];
  const notes: string[] = [];
  for (const path of paths) {
    const absolute = resolve(path);
    const found = await stat(absolute).catch(() => undefined);
    if (found === undefined) throw new HarnessError('NO_SUCH_PATH', `No such file or directory: ${path}`);
    if (!found.isDirectory()) {
      const read = await readManifestFile(path);
      if ('text' in read) manifests.set(absolute, read);
      else unread.push(read);
      continue;
    }
    const walked = await walkRepository(absolute, (name) => MANIFEST_NAME.test(name));
    notes.push(...walked.notes);
    for (const file of walked.files) {
      if (!(await isWithin(file, [walked.root]))) {
        notes.push(`${displayPath(file)} leads out of the repository, so it is not read.`);
        continue;
      }
      const read = await readManifestFile(file).catch((error: unknown) => noteOf(error, notes));
      if (read === undefined) continue;
      if ('text' in read) manifests.set(file, read);
      else notes.push(`${read.place.file}: ${read.what}`);
    }
  }
  return { manifests: [...manifests.values()], unread, notes };
}

function noteOf(error: unknown, notes: string[]): undefined {
  if (!(error instanceof HarnessError)) throw error;
  notes.push(`${error.message}.`);
}

/** The problems of found files that are worth telling: a file that has nothing to do with Kaniko has none. */
export function problemsOfFound(
  problems: readonly ManifestProblem[],
  manifests: readonly ManifestFile[],
): ManifestProblem[] {
  const ofKaniko = new Set(manifests.filter(({ text }) => /kaniko/i.test(text)).map(({ file }) => file));
  return problems.filter(({ kind, place }) => kind !== 'unknown' && ofKaniko.has(place.file));
}

/** The Dockerfiles below these directories that none of the builds builds, as a person types them from here. */
export async function unbuiltDockerfiles(
  paths: readonly string[],
  builds: readonly AuditedPlan[],
): Promise<readonly string[]> {
  const built = new Set(builds.flatMap(({ located }) => (located === null ? [] : [located.dockerfile.value])));
  const found = await Promise.all(paths.map(dockerfilesBelow));
  return [...new Set(found.flat())].filter((path) => !built.has(path)).map(displayPath);
}

async function dockerfilesBelow(path: string): Promise<string[]> {
  const directory = resolve(path);
  if (!(await stat(directory).catch(() => undefined))?.isDirectory()) return [];
  try {
    const { found, unusable } = await findDockerfiles(directory, process.cwd());
    return [...found, ...unusable].map(({ dockerfile }) => dockerfile);
  } catch (error) {
    if (error instanceof HarnessError && error.code === 'NO_DOCKERFILE') return [];
    throw error;
  }
}
