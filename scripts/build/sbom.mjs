// sbom.mjs [FILE]: writes a bill of materials (CycloneDX 1.5, JSON) of what the npm package brings: what is bundled into dist/, as the
// last build recorded it, and what npm installs beside it. By default to sbom.cdx.json.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { bundledPackages } from './bundled-packages.mjs';

const [file = 'sbom.cdx.json'] = process.argv.slice(2);

/** @typedef {{ name: string, value: string }} Property */
/** @typedef {{ 'bom-ref': string, name: string, version: string, properties?: Property[] }} Component */

/** What is only there for building and testing. */
const DEVELOPMENT = 'cdx:npm:package:development';

const { name, version } = JSON.parse(await readFile('package.json', 'utf8'));
const metafile = JSON.parse(await readFile('dist/metafile.json', 'utf8'));
const bundled = new Set((await bundledPackages(metafile)).map((one) => `${one.name}@${one.version}`));
const arguments_ = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
const whole = JSON.parse(execFileSync('npm', arguments_, { encoding: 'utf8', maxBuffer: 2 ** 26 }));

/** @type {Component[]} */
const components = whole.components;
const shipped = components.flatMap((one) => {
  const properties = (one.properties ?? []).filter((property) => property.name !== DEVELOPMENT);
  const isInstalled = properties.length === (one.properties ?? []).length;
  const isBundled = bundled.has(`${one.name}@${one.version}`);
  if (!isInstalled && !isBundled) return [];
  const place = [...(isBundled ? ['bundled into dist/'] : []), ...(isInstalled ? ['installed by npm'] : [])].join(', ');
  // Of what is bundled npm says that it is optional, because it is only there for the build.
  return [
    {
      ...one,
      ...(isBundled ? { scope: 'required' } : {}),
      properties: [...properties, { name: 'kaniko-caps:shipped', value: place }],
    },
  ];
});
const missing = [...bundled].filter((one) => !shipped.some((known) => `${known.name}@${known.version}` === one));
if (missing.length > 0) throw new Error(`package-lock.json does not have ${missing.join(', ')}`);

const own = { ...whole.metadata.component, name, version };
const references = new Set([own['bom-ref'], ...shipped.map((one) => one['bom-ref'])]);
// Neither a time nor a random number: the same tree has the same bill.
const { serialNumber: _serial, metadata, dependencies, ...rest } = whole;
const { timestamp: _time, ...described } = metadata;
const bill = {
  ...rest,
  metadata: { ...described, component: own },
  components: shipped,
  dependencies: dependencies
    .filter(/** @param {{ ref: string }} one */ ({ ref }) => references.has(ref))
    .map(
      /** @param {{ ref: string, dependsOn: string[] }} one */ ({ ref, dependsOn }) => ({
        ref,
        dependsOn: dependsOn.filter((one) => references.has(one)),
      }),
    ),
};
await writeFile(file, `${JSON.stringify(bill, null, 2)}\n`);
