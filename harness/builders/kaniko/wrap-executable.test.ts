import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executorRootFilesystem } from './wrap-executable.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kaniko-caps-wrap-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** A 64-bit little-endian ELF executable for x86-64 with one program header and a module path. */
function elf({ machine = 62, type = 2, header = 1 } = {}): Buffer {
  const file = Buffer.alloc(64 + 56);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  file.writeUInt16LE(type, 16);
  file.writeUInt16LE(machine, 18);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(header, 64);
  const start = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
  const end = Buffer.from('f932433186182072008242104116d8f2', 'hex');
  const info = 'path\texample.org/kaniko/cmd/executor\nmod\texample.org/kaniko\t(devel)\t\n';
  return Buffer.concat([file, start, Buffer.from(info), end]);
}

async function wrap(content: Buffer | string, architecture = 'x86_64') {
  const path = join(directory, 'executor');
  await writeFile(path, content);
  return executorRootFilesystem(path, architecture);
}

async function entriesOf(tar: NodeJS.ReadableStream) {
  const entries = new Map<string, { mode: number; owner: string; content: Buffer }>();
  for await (const entry of tar.pipe(extract())) {
    const { name, mode = 0, uid, gid } = entry.header;
    entries.set(name.replace(/\/$/, ''), { mode, owner: `${uid}:${gid}`, content: await buffer(entry) });
  }
  return entries;
}

describe('a wrapped executor', () => {
  it('stands in a root filesystem where the official image has it', async () => {
    const program = elf();
    const { tar, sha256, modulePath } = await wrap(program);
    const entries = await entriesOf(tar);
    const wrapped = entries.get('kaniko/executor');
    expect([wrapped?.mode, wrapped?.owner, wrapped?.content.equals(program)]).toEqual([0o755, '0:0', true]);
    expect(entries.get('kaniko')?.mode).toBe(0o777);
    expect(entries.get('etc/nsswitch.conf')?.content.toString()).toContain('hosts: files dns');
    expect(entries.get('kaniko/ssl/certs/ca-certificates.crt')?.content.toString()).toContain('BEGIN CERTIFICATE');
    expect([...entries.keys()]).toEqual(expect.arrayContaining(['kaniko/.docker/config.json', 'workspace']));
    expect(sha256).toBe(createHash('sha256').update(program).digest('hex'));
    expect(modulePath).toBe('example.org/kaniko');
  });

  it('has the static tini that lies beside it, and then is another image', async () => {
    const bare = await wrap(elf());
    expect([bare.hasTini, bare.contentKey]).toEqual([false, bare.sha256]);
    try {
      await writeFile(join(directory, 'tini'), elf());
      const { tar, sha256, contentKey } = await wrap(elf());
      expect((await entriesOf(tar)).get('kaniko/tini')?.mode).toBe(0o555);
      expect([sha256 === bare.sha256, contentKey === bare.contentKey]).toEqual([true, false]);
      await writeFile(join(directory, 'tini'), elf({ header: 3 }));
      expect(await wrap(elf())).toMatchObject({ hasTini: false, contentKey: bare.contentKey });
    } finally {
      await rm(join(directory, 'tini'));
    }
  });

  it('gives the same archive each time', async () => {
    const [one, two] = [await buffer((await wrap(elf())).tar), await buffer((await wrap(elf())).tar)];
    expect(one.equals(two)).toBe(true);
  });

  it('may be position-independent, and for an architecture that only the engine knows', async () => {
    await expect(wrap(elf({ type: 3 }), 'amd64')).resolves.toBeDefined();
    await expect(wrap(elf({ machine: 258 }), 'loongarch64')).resolves.toBeDefined();
  });
});

describe('a file that cannot be wrapped', () => {
  it.each([
    ['a script', '#!/bin/sh\n', 'x86_64', /not a 64-bit ELF executable/],
    ['an object file', elf({ type: 1 }), 'x86_64', /not an executable/],
    ['an executable for another architecture', elf(), 'aarch64', /another architecture/],
    ['a dynamically linked executable', elf({ header: 3 }), 'x86_64', /dynamically linked/],
  ])('is refused with the reason: %s', async (_, content, architecture, reason) => {
    await expect(wrap(content, architecture)).rejects.toMatchObject({
      code: 'NOT_AN_EXECUTOR',
      message: expect.stringMatching(reason),
      hint: expect.stringContaining('CGO_ENABLED=0'),
    });
  });

  it('is refused by its path if it is missing', async () => {
    const path = join(directory, 'nowhere');
    await expect(executorRootFilesystem(path, 'x86_64')).rejects.toMatchObject({
      code: 'EXECUTOR_UNREADABLE',
      message: expect.stringContaining(path),
    });
  });
});
