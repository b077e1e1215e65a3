import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundledPackages } from '../../scripts/build/bundled-packages.mjs';
import { forNode } from '../../scripts/build/for-node.mjs';

const PAGE = 'docs/dependencies.md';

/** A package of `package-lock.json`. */
interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

const packages: Readonly<Record<string, LockedPackage>> = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
).packages;
const { '': own, ...others } = packages;
const nameOf = (path: string): string => path.replace(/^.*node_modules\//, '');

/** What is installed beside the program, and is no part of it. */
const BESIDE = ['@kubernetes/client-node', 'dockerode', 'ws'];

/** Licences under which a package may be handed on with this program. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Python-2.0', 'Unlicense'];

/** `package.json` of these names its licence in an old form, which npm does not copy: MIT. */
const OLD_FORM = ['buildcheck', 'cpu-features', 'ssh2'];

/** What of Node.js a package asks for in the files that become part of the bundle. */
function modulesOf({ inputs }: Metafile, path: string): string {
  const files = Object.entries(inputs).filter(
    ([file]) => file.startsWith(`${path}/`) && !file.slice(path.length).includes('node_modules/'),
  );
  const modules = files.flatMap(([, { imports }]) =>
    imports.filter((one) => one.external === true).map((one) => one.path),
  );
  return [...new Set(modules.map((name) => name.replace(/^node:/, '')))].sort().join(', ') || 'nothing';
}

describe('the packages that the program brings', () => {
  let metafile: Metafile;
  beforeAll(async () => {
    const options = { ...forNode, entryPoints: ['harness/main.ts'], outdir: 'dist', splitting: true, write: false };
    ({ metafile } = await build({ ...options, external: [...BESIDE], logLevel: 'error' }));
  });

  it('are all on the page of dependencies, which says what was looked at', async () => {
    const bundled = (await bundledPackages(metafile)).map(
      ({ path, name, version, license }) => `| ${name} | ${version} | ${license} | ${modulesOf(metafile, path)} |`,
    );
    const installed = Object.entries(others)
      .filter(([, { dev }]) => dev !== true)
      .map(([path, { version, license = 'MIT', optional }]) => {
        return `| ${nameOf(path)} | ${version} | ${license} | ${optional === true ? 'optional' : ''} |`;
      });
    const table = (name: string, head: string, rows: readonly string[]): [RegExp, string] => [
      new RegExp(`<!-- ${name} -->.*<!-- /${name} -->`, 's'),
      [`<!-- ${name} -->`, head, '|---|---|---|---|', ...rows, `<!-- /${name} -->`].join('\n'),
    ];
    const page = [
      table('bundled', '| package | version | licence | asks Node.js for |', bundled),
      table('installed', '| package | version | licence | |', installed),
    ].reduce((text, [place, rows]) => text.replace(place, () => rows), readFileSync(PAGE, 'utf8'));
    await expect(page).toMatchFileSnapshot(`../../${PAGE}`);
  });

  it('have licences that let them be handed on', async () => {
    const shipped = Object.entries(others).filter(([, { dev }]) => dev !== true);
    const licences = [
      ...(await bundledPackages(metafile)).map(({ license }) => license),
      ...shipped.filter(([path]) => !OLD_FORM.includes(nameOf(path))).map(([, { license }]) => license),
    ];
    expect(licences.filter((licence) => !PERMISSIVE.includes(licence ?? ''))).toEqual([]);
    expect(shipped.flatMap(([path, { license }]) => (license === undefined ? [nameOf(path)] : []))).toEqual(OLD_FORM);
  });
});

describe('the dependencies', () => {
  it('are three at run time, and each is pinned exactly', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(Object.keys(dependencies)).toEqual(BESIDE);
    for (const version of Object.values({ ...dependencies, ...devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(own?.version).toBeDefined();
  });

  it('are each held to a digest, and no other has a script that runs when it is installed', () => {
    const loose = Object.entries(others).filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''));
    expect(loose.map(([path]) => path)).toEqual([]);
    const scripted = Object.entries(others).flatMap(([path, { hasInstallScript }]) =>
      hasInstallScript ? [nameOf(path)] : [],
    );
    // None of them has to run: they look for a compiler, or check a version.
    expect(scripted).toEqual(['cpu-features', 'esbuild', 'protobufjs', 'ssh2']);
  });
});

describe('the npm package', () => {
  it('holds what is to be published and nothing else', () => {
    const arguments_ = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const listed: unknown = JSON.parse(
      execFileSync('npm', arguments_, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
    const [packed] = Object.values(listed as Record<string, { files: { path: string }[] }>);
    const paths = (packed?.files ?? []).map(({ path }) => path);
    const expected =
      /^(dist\/(main\.js|licenses\.txt|chunks\/[^/]+\.js)(\.map)?|results\/.+\.(json|jsonl\.gz|json\.gz|md)|schema\/[^/]+\.json|[A-Z]+(\.md)?|package\.json|sbom\.cdx\.json)$/;
    expect(paths.filter((path) => !expected.test(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json']),
    );
  });
});
