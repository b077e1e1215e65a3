import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePatch, writePatchedManifests } from './write-patch.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'write-patch-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const at = (name: string): string => join(directory, name);

describe('a patched manifest', () => {
  it('is written with the permissions it had, behind a link as well', async () => {
    await writeFile(at('real.yaml'), 'a: 1\n');
    await chmod(at('real.yaml'), 0o640);
    await symlink('real.yaml', at('link.yaml'));
    await writePatchedManifests([{ file: at('link.yaml'), before: 'a: 1\n', after: 'a: 2\n' }]);
    expect(await readFile(at('real.yaml'), 'utf8')).toBe('a: 2\n');
    expect((await stat(at('real.yaml'))).mode & 0o777).toBe(0o640);
  });

  it('is not written where any of them changed since it was read', async () => {
    await writeFile(at('a.yaml'), 'a: 1\n');
    await writeFile(at('b.yaml'), 'b: 9\n');
    const files = [
      { file: at('a.yaml'), before: 'a: 1\n', after: 'a: 2\n' },
      { file: at('b.yaml'), before: 'b: 1\n', after: 'b: 2\n' },
    ];
    await expect(writePatchedManifests(files)).rejects.toThrow('it changed since it was read');
    expect(await readFile(at('a.yaml'), 'utf8')).toBe('a: 1\n');
  });

  it('is not written where it is not UTF-8', async () => {
    const bytes = Buffer.from([0x61, 0x3a, 0xff, 0x0a]);
    await writeFile(at('a.yaml'), bytes);
    const before = bytes.toString('utf8');
    await expect(writePatchedManifests([{ file: at('a.yaml'), before, after: 'x' }])).rejects.toThrow('not UTF-8');
    expect(await readFile(at('a.yaml'))).toEqual(bytes);
  });
});

it('says which file a patch cannot be written to', async () => {
  await expect(writePatch(at('none/x.diff'), [])).rejects.toThrow('Cannot write the patch');
});
