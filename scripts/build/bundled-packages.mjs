import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The packages that are part of a bundle, each with its place in `node_modules`; one inside another package's is one of its own.
 *
 * @param {import('esbuild').Metafile} metafile
 * @returns {Promise<{ path: string, name: string, version: string, license: string }[]>}
 */
export async function bundledPackages({ inputs }) {
  const paths = new Set(Object.keys(inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
  return Promise.all(
    [...paths].sort().map(async (path) => {
      const { name, version, license } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
      return { path, name, version, license };
    }),
  );
}
