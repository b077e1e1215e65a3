import { pageScriptForEsbuild } from './page-script.mjs';

/** What the program and the benchmarks have in common: modules for the oldest Node.js that they run on, as readable as they were. */
export const forNode = /** @type {const} @satisfies {import('esbuild').BuildOptions} */ ({
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  // Some packages have modules besides what Node.js would load: they can be shaken, and have no names that are made up at run time.
  mainFields: ['module', 'main'],
  // The rest of them ask for modules of Node.js as CommonJS does.
  banner: {
    js: "import { createRequire as createRequireForPackages } from 'node:module';\nconst require = createRequireForPackages(import.meta.url);",
  },
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'inline',
  metafile: true,
  plugins: [pageScriptForEsbuild()],
});
