import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfText, isUtf8Text, onDisk, textOfBytes } from './byte-text.ts';

describe('the name of a file as text', () => {
  it('is the name itself where that is UTF-8', () => {
    for (const name of ['Dockerfile', 'café', '日本', '🐳', '\ufeffbom']) {
      expect(textOfBytes(Buffer.from(name))).toBe(name);
      expect(isUtf8Text(name)).toBe(true);
    }
  });

  it('keeps every byte of any name', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 24 });
    const nearUtf8 = fc.array(fc.constantFrom(0x61, 0x2f, 0xc3, 0xa9, 0xed, 0xb2, 0x80, 0xf0, 0x9f, 0x90, 0xb3, 0xff));
    fc.assert(
      fc.property(fc.oneof(bytes, nearUtf8), (any) => {
        expect([...bytesOfText(textOfBytes(Buffer.from(any)))]).toEqual([...any]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('tells names apart that UTF-8 cannot', () => {
    const [grave, acute] = [Buffer.from('caf\xe8', 'latin1'), Buffer.from('caf\xe9', 'latin1')];
    expect(textOfBytes(grave)).not.toBe(textOfBytes(acute));
    expect(isUtf8Text(textOfBytes(acute))).toBe(false);
  });

  it('leads to the file on disk', async () => {
    const root = await mkdtemp(join(tmpdir(), 'kaniko-caps-names-'));
    await writeFile(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9])]), 'found');
    const [name = Buffer.alloc(0)] = await readdir(root, { encoding: 'buffer' });
    expect(await readFile(onDisk(`${root}/${textOfBytes(name)}`), 'utf8')).toBe('found');
    await rm(root, { recursive: true });
  });
});
