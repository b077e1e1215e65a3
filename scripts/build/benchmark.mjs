// benchmark.mjs NAME: bundles benchmarks/NAME/main.ts into .work/benchmarks/NAME.js.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { build } from 'esbuild';
import { forNode } from './for-node.mjs';

const [name = ''] = process.argv.slice(2);

const { outputFiles } = await build({
  ...forNode,
  // The second is loaded into programs whose costs are measured.
  entryPoints: { [name]: `benchmarks/${name}/main.ts`, 'tell-usage': 'benchmarks/measuring/tell-usage.ts' },
  outdir: '.work/benchmarks',
  packages: 'external',
  write: false,
});

// Another benchmark may be reading the same file.
for (const { path, contents } of outputFiles) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.${process.pid}`, contents);
  await rename(`${path}.${process.pid}`, path);
}
