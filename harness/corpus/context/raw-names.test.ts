import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCases } from '../find-cases.ts';
import { type PackedContext, packContext } from './pack-context.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kaniko-caps-raw-'));
  await mkdir(join(root, 'case'));
  await writeFile(join(root, 'case/Dockerfile'), 'FROM scratch\nCOPY . /\n');
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A path whose characters up to U+00FF are one byte each, as in Latin-1. */
const latin1 = (...parts: string[]): Buffer => Buffer.from([root, ...parts].join('/'), 'latin1');

async function packed(kind: 'dir' | 'tar', owner = 'root'): Promise<PackedContext> {
  const [one] = await findCases(['case'], { configuration: { contextKind: kind, contextOwner: owner } }, root);
  if (one === undefined) throw new Error('no case');
  return packContext(one, { directory: root, name: kind }, { sizeLimitBytes: 2 ** 20 });
}

/** The bytes of all names that GNU tar unpacks, below a directory of their own. */
async function unpacked({ file }: PackedContext): Promise<string[]> {
  await mkdir(join(root, 'out'));
  execFileSync('tar', ['-xzf', file, '-C', join(root, 'out')]);
  const names = await readdir(Buffer.from(join(root, 'out')), { encoding: 'buffer', recursive: false });
  return names.map((name) => name.toString('latin1')).sort();
}

describe('names that are no UTF-8', () => {
  it.each(['dir', 'tar'] as const)(
    'are packed as they are, whatever stands in them and behind them: %s',
    async (kind) => {
      const long = `${'long-'.repeat(40)}\xe9`;
      await writeFile(latin1('case', 'caf\xe9'), 'acute');
      await writeFile(latin1('case', 'caf\xe8'), 'grave');
      await writeFile(latin1('case', long), 'long');
      await mkdir(latin1('case', 'd\xff'));
      await writeFile(latin1('case', 'd\xff', 'inner'), 'inner');
      await symlink(Buffer.from('caf\xe9', 'latin1'), join(root, 'case/link'));
      expect(await unpacked(await packed(kind, '1000660000:0'))).toEqual(
        expect.arrayContaining(['Dockerfile', 'caf\xe8', 'caf\xe9', 'd\xff', 'link', long]),
      );
      expect(await readFile(latin1('out', 'caf\xe9'), 'utf8')).toBe('acute');
      expect(await readFile(latin1('out', 'caf\xe8'), 'utf8')).toBe('grave');
      expect(await readFile(latin1('out', long), 'utf8')).toBe('long');
      expect(await readFile(latin1('out', 'd\xff', 'inner'), 'utf8')).toBe('inner');
      expect((await readlink(join(root, 'out/link'), { encoding: 'buffer' })).toString('latin1')).toBe('caf\xe9');
    },
  );

  it('tell contexts apart', async () => {
    await writeFile(latin1('case', 'caf\xe9'), '');
    const acute = await packed('dir');
    await rm(latin1('case', 'caf\xe9'));
    await writeFile(latin1('case', 'caf\xe8'), '');
    expect((await packed('dir')).sha256).not.toBe(acute.sha256);
  });

  it('are left out where the .dockerignore says so, by a pattern or byte for byte', async () => {
    await writeFile(latin1('case', 'a\xe9'), '');
    await writeFile(latin1('case', 'b\xe9'), '');
    await writeFile(latin1('case', 'c\xe9'), '');
    await writeFile(join(root, 'case/.dockerignore'), Buffer.from('a?\nb\xe9\n', 'latin1'));
    const names = await unpacked(await packed('dir'));
    expect(names).toEqual(['.dockerignore', 'Dockerfile', 'c\xe9']);
    expect(await readFile(join(root, 'out/.dockerignore'), 'latin1')).toBe('a?\nb\xe9\n');
  });
});
