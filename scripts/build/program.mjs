// Builds the program: dist/main.js, and beside it what it loads when a command needs it.
import { chmod, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { forNode } from './for-node.mjs';
import { licensesOf } from './licenses.mjs';

await rm('dist', { recursive: true, force: true });
const { metafile } = await build({
  ...forNode,
  entryPoints: { main: 'harness/main.ts' },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  // They stay packages of their own: what dockerode is made of loads native modules and files of its own, and the client of clusters is large.
  external: ['dockerode', '@kubernetes/client-node', 'ws'],
});
await writeFile('dist/licenses.txt', await licensesOf(metafile));
// What scripts/bench-start tells of; no part of the package.
await writeFile('dist/metafile.json', JSON.stringify(metafile));
await chmod('dist/main.js', 0o755);
