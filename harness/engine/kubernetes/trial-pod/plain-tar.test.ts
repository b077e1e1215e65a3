import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, type Header, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { PLACING, plainTar } from './plain-tar.ts';

type Entry = Partial<Header> & { readonly name: string; readonly content?: string };

function tarOf(entries: readonly Entry[]): () => Readable {
  return () => {
    const packed = pack();
    for (const { content, ...header } of entries) {
      if (header.type === 'directory' || header.type === 'symlink') packed.entry(header);
      else packed.entry(header, content ?? '');
    }
    packed.finalize();
    return Readable.from(packed);
  };
}

/** Unpacks a plain tar as a pod does, and gives the directory to a function. */
async function unpacked<T>(entries: readonly Entry[], look: (directory: string) => T): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'plain-tar-'));
  try {
    execFileSync('tar', ['-xpf', '-', '--no-same-owner', '-C', directory], {
      input: await buffer(await plainTar(tarOf(entries))),
    });
    execFileSync(
      'sh',
      [
        '-c',
        `[ ! -e ${PLACING} ] || { sed -i 's/chown[^&]*&& //; s/ && chown.*//' ${PLACING}; sh ./${PLACING} && rm ${PLACING}; }`,
      ],
      { cwd: directory },
    );
    return look(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The script that comes with a plain tar. */
async function scriptOf(entries: readonly Entry[]): Promise<string> {
  const reading = (await plainTar(tarOf(entries))).pipe(extract());
  for await (const entry of reading) {
    if (entry.header.name === PLACING) return (await buffer(entry)).toString('utf8');
    entry.resume();
  }
  return '';
}

describe('a plain tar', () => {
  const long = 'x'.repeat(120);

  it('has every file under its own name, however long or foreign', async () => {
    const entries: Entry[] = [
      { name: 'plain', content: 'one' },
      { name: `${long}/`, type: 'directory', mode: 0o755 },
      { name: `${long}/größe 'quoted'`, content: 'two', mode: 0o640 },
      { name: 'señal', content: 'three' },
    ];
    const seen = await unpacked(entries, (directory) => ({
      contents: ['plain', `${long}/größe 'quoted'`, 'señal'].map((name) => readFileSync(join(directory, name), 'utf8')),
      mode: statSync(join(directory, `${long}/größe 'quoted'`)).mode & 0o777,
    }));
    expect(seen).toEqual({ contents: ['one', 'two', 'three'], mode: 0o640 });
  });

  it('has no extended header', async () => {
    const plain = await plainTar(tarOf([{ name: `${long}é`, content: 'x' }, { name: 'a' }]));
    const bytes = await buffer(plain);
    for await (const entry of Readable.from([bytes]).pipe(extract())) {
      expect(entry.header.pax ?? null).toBeNull();
      entry.resume();
    }
  });

  it('gives entries to owners whose ids no plain header holds, with their modes', async () => {
    const owner = { uid: 1_000_650_000, gid: 0 };
    const large = { ...owner, pax: { uid: '1000650000' } };
    const entries: Entry[] = [
      { name: 'src/', type: 'directory', mode: 0o2755, ...large },
      { name: 'src/tool', content: 'one', mode: 0o4755, ...large },
      { name: `src/${long}`, content: 'two', mode: 0o640, ...large },
      { name: 'src/link', type: 'symlink', linkname: 'tool', ...large },
      { name: 'plain', content: 'three', uid: 1000, gid: 1000 },
    ];
    const script = (await scriptOf(entries)).replaceAll(long, 'LONG');
    expect(script.split('\n')).toEqual([
      'set -e',
      "chown -h 1000650000:0 'src' && chmod 2755 'src'",
      "chown -h 1000650000:0 'src/tool' && chmod 4755 'src/tool'",
      "mv .kaniko-caps-0 'src/LONG' && chown -h 1000650000:0 'src/LONG' && chmod 640 'src/LONG'",
      "chown -h 1000650000:0 'src/link'",
      '',
    ]);
  });

  it('refuses a name that is no UTF-8', async () => {
    await expect(plainTar(tarOf([{ name: 'caf\ufffd' }]))).rejects.toThrow(/caf\ufffd is no UTF-8.*--context-kind tar/);
  });
});
