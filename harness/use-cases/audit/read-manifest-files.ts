import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import type { ManifestFile } from '../../manifest/model/system.ts';
import { LONGEST_MANIFEST } from '../../manifest/yaml/read-yaml.ts';

/**
 * Reads the manifests that the user names, relative to the working directory.
 *
 * @throws HarnessError BAD_MANIFEST for what is no file, is too large, or cannot be read.
 */
export async function readManifestFiles(paths: readonly string[]): Promise<ManifestFile[]> {
  return Promise.all(paths.map(readManifestFile));
}

/**
 * Reads one of them.
 *
 * @throws HarnessError BAD_MANIFEST
 */
export async function readManifestFile(path: string): Promise<ManifestFile> {
  const absolute = resolve(path);
  const file = displayPath(absolute);
  try {
    const found = await stat(absolute);
    if (found.isDirectory()) throw refused(`${file} is a directory`, 'Give the manifests in it, or add --recursive.');
    if (found.size > LONGEST_MANIFEST)
      throw refused(`${file} is larger than 4 MiB`, 'Give the manifest of the builds alone.');
    return { file, text: await readFile(absolute, 'utf8') };
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    throw new HarnessError('BAD_MANIFEST', `Cannot read the manifest ${file}: ${messageOf(error)}`, {
      hint: 'Give the path of a manifest.',
      cause: error,
    });
  }
}

function refused(message: string, hint: string): HarnessError {
  return new HarnessError('BAD_MANIFEST', message, { hint });
}
