import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundledPackages } from './bundled-packages.mjs';

/**
 * The licences of the packages that are part of a bundle, as they ask to go with it.
 *
 * @param {import('esbuild').Metafile} metafile
 */
export async function licensesOf(metafile) {
  const texts = [];
  for (const { path, name, version, license } of await bundledPackages(metafile)) {
    const file = (await readdir(path)).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined ? '' : `\n${(await readFile(join(path, file), 'utf8')).trim()}\n`;
    texts.push(`${name} ${version} (${license})\n${text}`);
  }
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
