import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { writeWhole } from './write-whole.ts';

let scratch: Scratch;
beforeEach(async () => {
  scratch = await openScratch();
});
afterEach(() => scratch.remove());

describe('a file that is written whole', () => {
  it('holds all of a text, also where a large one is written in pieces', async () => {
    // Every piece would end within a character.
    for (const text of ['', 'a', `a${'😀'.repeat(2 ** 20)}é`, `${'😀'.repeat(2 ** 20)}\n`]) {
      await writeWhole(scratch.path('file'), text);
      expect((await readFile(scratch.path('file'), 'utf8')) === text).toBe(true);
    }
  });

  it('is not written through a link that somebody left beside it', async () => {
    await writeFile(scratch.path('precious'), 'kept');
    await symlink(scratch.path('precious'), scratch.path('file.part'));
    await expect(writeWhole(scratch.path('file'), 'text')).rejects.toThrow('ELOOP');
    expect(await readFile(scratch.path('precious'), 'utf8')).toBe('kept');
  });

  it('leaves nothing beside it when its place cannot be taken', async () => {
    await mkdir(scratch.path('directory'));
    await expect(writeWhole(scratch.path('directory'), 'text')).rejects.toThrow('EISDIR');
    expect(await readdir(scratch.path())).toEqual(['directory']);
  });
});
