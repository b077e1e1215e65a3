// benchmark.mjs NAME: bundles benchmarks/NAME/main.ts into .work/benchmarks/NAME.js.
import { build } from 'esbuild';
import { forNode } from './for-node.mjs';

const [name = ''] = process.argv.slice(2);

await build({
  ...forNode,
  // The second is loaded into programs whose costs are measured.
  entryPoints: { [name]: `benchmarks/${name}/main.ts`, 'tell-usage': 'benchmarks/measuring/tell-usage.ts' },
  outdir: '.work/benchmarks',
  packages: 'external',
});
