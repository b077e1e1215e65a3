import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import type { ManifestProblem } from '../../manifest/model/problem.ts';
import type { ManifestFile } from '../../manifest/model/system.ts';
import { LONGEST_MANIFEST } from '../../manifest/yaml/read-yaml.ts';

/** Manifests with their texts, and files that are too large to be manifests. */
export interface ReadFiles {
  readonly manifests: readonly ManifestFile[];
  readonly unread: readonly ManifestProblem[];
}

/**
 * Reads the manifests that the user names, relative to the working directory.
 *
 * @throws HarnessError BAD_MANIFEST for what is no file, or cannot be read.
 */
export async function readManifestFiles(paths: readonly string[]): Promise<ReadFiles> {
  const read = await Promise.all(paths.map(readManifestFile));
  return {
    manifests: read.filter((one) => 'text' in one),
    unread: read.filter((one) => 'what' in one),
  };
}

/**
 * Reads one of them; one that is too large is a problem of its own.
 *
 * @throws HarnessError BAD_MANIFEST
 */
export async function readManifestFile(path: string): Promise<ManifestFile | ManifestProblem> {
  const absolute = resolve(path);
  const file = displayPath(absolute);
  try {
    const found = await stat(absolute);
    if (found.isDirectory()) {
      throw new HarnessError('BAD_MANIFEST', `${file} is a directory`, {
        hint: 'Give the manifests in it, or add --recursive.',
      });
    }
    if (found.size > LONGEST_MANIFEST) return tooLarge(file);
    return { file, text: await readFile(absolute, 'utf8') };
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    throw new HarnessError('BAD_MANIFEST', `Cannot read the manifest ${file}: ${messageOf(error)}`, {
      hint: 'Give the path of a manifest.',
      cause: error,
    });
  }
}

function tooLarge(file: string): ManifestProblem {
  return {
    kind: 'input',
    place: { file, line: 1 },
    what: 'The file is larger than 4 MiB, so it is not read.',
    wayOut: 'Give the manifest of the builds alone.',
  };
}
