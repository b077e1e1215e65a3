// The script of the HTML report: `import { BUNDLED_SCRIPT } from './start.ts?page-script'` gives a module of the page, and all that
// it imports, as the text of one script for a browser. Program, benchmarks and tests get it by the same function.
import { relative, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const QUERY = '?page-script';

/** @type {() => import('esbuild').Plugin} */
export function pageScriptForEsbuild() {
  return {
    name: 'page-script',
    setup(build) {
      build.onResolve({ filter: /\?page-script$/ }, ({ path, resolveDir }) => ({
        // It stands in a comment of the bundle, which is to be the same wherever it is made.
        path: relative('.', resolve(resolveDir, path.slice(0, -QUERY.length))),
        namespace: 'page-script',
      }));
      build.onLoad({ filter: /.*/, namespace: 'page-script' }, ({ path }) => ({
        contents: asModule(bundle(path).text),
      }));
    },
  };
}

/** @type {() => import('vitest/config').Plugin} */
export function pageScriptForVite() {
  return {
    name: 'page-script',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith(QUERY)) return undefined;
      const { text, files } = bundle(id.slice(0, -QUERY.length));
      for (const file of files) this.addWatchFile(file);
      return asModule(text);
    },
  };
}

/**
 * One script for a browser, as short as it gets, and the files that it was made of.
 *
 * @param {string} entry
 */
function bundle(entry) {
  const { outputFiles, metafile } = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
  });
  const text = outputFiles.map((file) => file.text.trim()).join('');
  return { text, files: Object.keys(metafile.inputs).map((path) => resolve(path)) };
}

/** @param {string} text */
function asModule(text) {
  return `export const BUNDLED_SCRIPT = ${JSON.stringify(text)};`;
}
