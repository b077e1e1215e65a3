import { chmod, link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Case } from '../../vocabulary/case.ts';
import type { ContextDelivery } from '../../vocabulary/configuration.ts';
import { findCases } from '../find-cases.ts';
import { type PackedContext, packContext } from './pack-context.ts';
import type { PackOptions } from './plan-context.ts';

let root: string;
let destination: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kaniko-caps-context-'));
  destination = await mkdtemp(join(tmpdir(), 'kaniko-caps-packed-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
  await rm(destination, { recursive: true, force: true });
});

const FROM = 'FROM scratch\n';

async function write(files: Record<string, string>, directory = root): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
}

async function caseAt(path = '.', overrides: { file?: string; context?: string } = {}): Promise<Case> {
  const [found] = await findCases([path], overrides, root);
  if (found === undefined) throw new Error('no case');
  return configured(found, { kind: 'tar' });
}

function configured(one: Case, delivery: Partial<ContextDelivery>): Case {
  const { configuration } = one;
  return { ...one, configuration: { ...configuration, context: { ...configuration.context, ...delivery } } };
}

async function pack(one?: Case, options: Partial<PackOptions> = {}): Promise<PackedContext> {
  const packed = one ?? (await caseAt());
  return packContext(packed, { directory: destination, name: packed.id }, { sizeLimitBytes: 2 ** 20, ...options });
}

/** Name, mode in octal, and content or link target of each entry but the context's own directory. */
async function entriesOf({ file }: PackedContext, owner = [0, 0]): Promise<[string, string, string?][]> {
  const reader = extract();
  reader.end(gunzipSync(await readFile(file)));
  const entries: [string, string, string?][] = [];
  for await (const entry of reader) {
    const { name, mode, type, linkname, uid, gid, mtime, pax } = entry.header;
    // The reader leaves to others what a pax record says of owners.
    const large = (pax ?? {}) as Readonly<Record<string, string>>;
    const ids = [large['uid'] ?? uid, large['gid'] ?? gid].map(Number);
    expect([...ids, mtime.getTime()]).toEqual([...owner, 0]);
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) chunks.push(chunk as Uint8Array);
    const content = type === 'symlink' ? `-> ${linkname}` : Buffer.concat(chunks).toString();
    if (name === './') continue;
    entries.push(type === 'directory' ? [name, mode.toString(8)] : [name, mode.toString(8), content]);
  }
  return entries;
}

const namesOf = async (packed: PackedContext): Promise<string[]> => (await entriesOf(packed)).map(([name]) => name);

describe('packContext', () => {
  it('packs files, directories and links with their modes, owned by root and undated', async () => {
    const long = `${'d'.repeat(120)}/${'é'.repeat(70)}`;
    await write({ Dockerfile: FROM, 'bin/tool': 'x', empty: '', [long]: 'long' });
    await mkdir(join(root, 'void'));
    await symlink('../nowhere', join(root, 'bin/link'));
    await link(join(root, 'bin/tool'), join(root, 'bin/twin'));
    await chmod(join(root, 'bin/tool'), 0o6750);
    await chmod(join(root, 'void'), 0o1777);
    for (const name of ['Dockerfile', 'empty', long]) await chmod(join(root, name), 0o644);
    for (const name of ['bin', dirname(long)]) await chmod(join(root, name), 0o755);
    const packed = await pack();
    expect(await entriesOf(packed)).toEqual([
      ['Dockerfile', '644', FROM],
      ['bin/', '755'],
      ['bin/link', '777', '-> ../nowhere'],
      ['bin/tool', '6750', 'x'],
      ['bin/twin', '6750', 'x'],
      [`${'d'.repeat(120)}/`, '755'],
      [long, '644', 'long'],
      ['empty', '644', ''],
      ['void/', '1777'],
    ]);
    expect(packed.dockerfile).toBe('Dockerfile');
  });

  it('leaves the archive and the Dockerfile, and nothing else', async () => {
    await write({ Dockerfile: FROM });
    const packed = await pack();
    expect(packed.sizeBytes).toBe((await readFile(packed.file)).length);
    expect(await readFile(packed.dockerfileFile, 'utf8')).toBe(FROM);
    const names = [packed.file, packed.dockerfileFile].map((path) => path.slice(destination.length + 1));
    expect(await readdir(destination)).toEqual(names.toSorted());
  });

  it('identifies the files: by path, content, type and mode, whoever they are given to and however they arrive', async () => {
    await write({ Dockerfile: FROM, file: 'x' });
    const identity = async (delivery: Partial<ContextDelivery> = {}) =>
      (await pack(configured(await caseAt(), delivery))).sha256;
    await chmod(join(root, 'file'), 0o644);
    const plain = await identity();
    for (const delivery of [
      { kind: 'dir' },
      { owner: { uid: 1000, gid: 100 } },
      { path: '/src' },
      { modes: 'git' },
    ] as const) {
      expect(await identity(delivery)).toBe(plain);
    }
    await chmod(root, 0o755);
    expect(await identity()).toBe(plain);
    await chmod(join(root, 'file'), 0o600);
    expect(await identity()).not.toBe(plain);
    expect(await identity({ modes: 'git' })).toBe(plain);
    await chmod(join(root, 'file'), 0o644);
    await writeFile(join(root, 'file'), 'y');
    expect(await identity()).not.toBe(plain);
  });

  it('gives the files to the owner and the modes that the configuration says', async () => {
    await write({ Dockerfile: FROM, 'sub/run': 'x' });
    await chmod(join(root, 'Dockerfile'), 0o600);
    await chmod(join(root, 'sub'), 0o700);
    await chmod(join(root, 'sub/run'), 0o700);
    const packed = await pack(configured(await caseAt(), { owner: { uid: 1000, gid: 100 }, modes: 'git' }));
    expect(await entriesOf(packed, [1000, 100])).toEqual([
      ['Dockerfile', '644', FROM],
      ['sub/', '755'],
      ['sub/run', '755', 'x'],
    ]);
    const open = await pack(configured(await caseAt(), { modes: 'git-umask-0' }));
    expect((await entriesOf(open, [0, 0])).map(([, mode]) => mode)).toEqual(['666', '777', '777']);
    const asIs = await pack(configured(await caseAt(), { owner: 'as-is' }));
    const { uid, gid } = await stat(root);
    expect((await entriesOf(asIs, [uid, gid])).map(([, mode]) => mode)).toEqual(['600', '700', '700']);
  });

  it('gives files to ids that no header of a tar has room for', async () => {
    await write({ Dockerfile: FROM });
    const packed = await pack(configured(await caseAt(), { owner: { uid: 1_000_670_000, gid: 262_144 } }));
    expect(await entriesOf(packed, [1_000_670_000, 262_144])).toHaveLength(1);
  });

  it('takes an ignore file that is a link for the file that it leads to', async () => {
    await write({ Dockerfile: FROM, ignored: '', rules: 'ignored\n' });
    await symlink('rules', join(root, '.dockerignore'));
    const entries = await entriesOf(await pack(configured(await caseAt(), { kind: 'dir' })));
    expect(entries.find(([name]) => name === '.dockerignore')?.[2]).toBe('ignored\n');
    expect(entries.map(([name]) => name)).not.toContain('ignored');
  });

  it('keeps out of a mounted directory what only a builder that reads a tar needs', async () => {
    await write({ Dockerfile: FROM, kept: '', left: '', '.dockerignore': 'Dockerfile\n.dockerignore\nleft\n' });
    expect(await namesOf(await pack())).toEqual(['.dockerignore', 'Dockerfile', 'kept']);
    const mounted = await pack(configured(await caseAt(), { kind: 'dir' }));
    expect(await namesOf(mounted)).toEqual(['kept']);
    expect(mounted.dockerfile).toBeNull();
  });

  it("puts the Dockerfile's own ignore rules where the builder of a mounted directory looks", async () => {
    await write({ Dockerfile: FROM, 'Dockerfile.dockerignore': 'one\n', one: '', two: '', '.dockerignore': 'two\n' });
    const entries = await entriesOf(await pack(configured(await caseAt(), { kind: 'dir' })));
    expect(entries.map(([name]) => name)).toEqual(['.dockerignore', 'Dockerfile', 'Dockerfile.dockerignore', 'two']);
    expect(entries[0]?.[2]).toBe('one\n');
  });

  it('gives the same bytes whatever the order and time in which the files were made', async () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'B', 'a.b', 'a-b', 'ä', 'z/a', 'z/b', 'z-/a'), {
      minLength: 2,
    });
    await fc.assert(
      fc.asyncProperty(names, fc.nat(2 ** 31), async (files, seconds) => {
        const packs: Buffer[] = [];
        for (const order of [files, files.toReversed()]) {
          await rm(root, { recursive: true, force: true });
          await write({ Dockerfile: FROM, ...Object.fromEntries(order.map((name) => [name, name])) });
          if (packs.length > 0) await utimes(join(root, order[0] ?? ''), seconds, seconds);
          packs.push(await readFile((await pack({ ...(await caseAt()), id: 'same' })).file));
        }
        expect(packs[0]?.equals(packs[1] ?? Buffer.alloc(0))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('packs a file that is larger than any buffer', async () => {
    const content = 'kaniko '.repeat(400_000);
    await write({ Dockerfile: FROM, large: content });
    const packed = await pack(undefined, { sizeLimitBytes: 2 ** 24 });
    expect((await entriesOf(packed)).find(([name]) => name === 'large')?.[2]).toBe(content);
  });

  it('leaves out sockets', async () => {
    await write({ Dockerfile: FROM });
    const server = createServer().listen(join(root, 'socket'));
    try {
      expect(await namesOf(await pack())).toEqual(['Dockerfile']);
    } finally {
      server.close();
    }
  });

  it('leaves out our case.json, and only ours', async () => {
    await write({ 'one/Dockerfile': FROM, 'one/case.json': '{"title":"One"}', 'one/sub/case.json': '{"title":"One"}' });
    expect(await namesOf(await pack(await caseAt('one')))).toEqual(['Dockerfile', 'sub/', 'sub/case.json']);
    await write({ 'two/Dockerfile': FROM, 'two/case.json': '{"suite":"login"}' });
    expect(await namesOf(await pack(await caseAt('two')))).toEqual(['Dockerfile', 'case.json']);
  });
});

describe('the .dockerignore', () => {
  it('leaves files out, but sends the Dockerfile and itself, which the builder needs', async () => {
    await write({ Dockerfile: FROM, '.dockerignore': '*\n!keep', keep: '', drop: '', 'dir/keep': '' });
    expect(await namesOf(await pack())).toEqual(['.dockerignore', 'Dockerfile', 'keep']);
  });

  it('sends the directories above what it takes back', async () => {
    await write({
      Dockerfile: FROM,
      '.dockerignore': 'a\n!a/b/c\n!**/*.md',
      'a/b/c/f': '',
      'a/b/x': '',
      'a/d/e/r.md': '',
    });
    expect(await namesOf(await pack())).toEqual([
      '.dockerignore',
      'Dockerfile',
      'a/',
      'a/b/',
      'a/b/c/',
      'a/b/c/f',
      'a/d/',
      'a/d/e/',
      'a/d/e/r.md',
    ]);
  });

  it("of the Dockerfile's own name goes first", async () => {
    await write({ 'Dockerfile.prod': FROM, '.dockerignore': 'a', 'Dockerfile.prod.dockerignore': 'b', a: '', b: '' });
    expect(await namesOf(await pack(await caseAt('Dockerfile.prod')))).toEqual([
      '.dockerignore',
      'Dockerfile.prod',
      'Dockerfile.prod.dockerignore',
      'a',
    ]);
  });

  it('keeps a directory unread that it leaves out', async () => {
    await write({ Dockerfile: FROM, '.dockerignore': 'big', 'big/file': 'x'.repeat(5000) });
    expect(await namesOf(await pack(undefined, { sizeLimitBytes: 1000 }))).toEqual(['.dockerignore', 'Dockerfile']);
  });
});

describe('the Dockerfile', () => {
  it('keeps its place in the context', async () => {
    await write({ 'docker/Dockerfile': FROM, 'docker/other': '', '.dockerignore': 'docker', main: '' });
    const packed = await pack(await caseAt('.', { file: 'docker/Dockerfile' }));
    expect(packed.dockerfile).toBe('docker/Dockerfile');
    expect(await namesOf(packed)).toEqual(['.dockerignore', 'docker/', 'docker/Dockerfile', 'main']);
  });

  it('from outside the context is added where no COPY finds it', async () => {
    await write({ 'docker/Dockerfile': FROM, 'app/.dockerignore': 'drop', 'app/drop': '', 'app/keep': '' });
    const packed = await pack(await caseAt('app', { file: 'docker/Dockerfile' }));
    expect(packed.dockerfile).toBe('.kaniko-caps-build/Dockerfile');
    expect(await entriesOf(packed)).toEqual([
      ['.dockerignore', expect.any(String), 'drop'],
      ['keep', expect.any(String), ''],
      ['.kaniko-caps-build/', '755'],
      ['.kaniko-caps-build/Dockerfile', '644', FROM],
      ['.kaniko-caps-build/Dockerfile.dockerignore', '644', 'drop\n.kaniko-caps-build\n'],
    ]);
  });

  it.each([
    ['inside', '.', 'docker/Dockerfile'],
    ['outside', 'app', '.kaniko-caps-build/Dockerfile'],
  ])('can have another text %s the context', async (_, context, path) => {
    await write({ 'docker/Dockerfile': FROM, 'app/keep': '' });
    const packed = await pack(await caseAt(context, { file: 'docker/Dockerfile' }), {
      dockerfileText: 'FROM other:é\n',
    });
    expect((await entriesOf(packed)).find(([name]) => name === path)?.[2]).toBe('FROM other:é\n');
  });
});

describe('a context that cannot be packed', () => {
  it('is too large: the largest parts and .dockerignore are named', async () => {
    await write({ Dockerfile: FROM, 'modules/a': 'x'.repeat(700_000), 'modules/b': 'x'.repeat(700_000), small: 'x' });
    await expect(pack()).rejects.toMatchObject({
      code: 'CONTEXT_TOO_LARGE',
      message: expect.stringMatching(/is larger than 1\.0 MiB; so far: modules \(1\.3 MiB\)/) as unknown,
      hint: expect.stringContaining('.dockerignore') as unknown,
    });
    expect(await readdir(destination)).toEqual([]);
  });

  it.each([
    ['file', 'secret', 'secret'],
    ['directory', 'secret/file', 'secret'],
  ])('has a %s that may not be read: it is named', async (_, path, closed) => {
    await write({ Dockerfile: FROM, [path]: '' });
    const one = await caseAt();
    await chmod(join(root, closed), 0);
    await chmod(destination, 0o777);
    await chmod(root, 0o755);
    await asNobody(() =>
      expect(pack(one)).rejects.toMatchObject({
        code: 'BAD_CONTEXT',
        message: expect.stringContaining(`Cannot read ${join(root, closed)} of the build context: EACCES`) as unknown,
      }),
    );
    expect(await readdir(destination)).toEqual([]);
    await chmod(join(root, closed), 0o700);
  });

  it('has a malformed .dockerignore', async () => {
    await write({ Dockerfile: FROM, '.dockerignore': 'a\n[' });
    await expect(pack()).rejects.toThrow(/\.dockerignore:2: malformed pattern "\["/);
  });

  it('goes to a place that cannot be written: that is not bad input', async () => {
    await write({ Dockerfile: FROM });
    const one = await caseAt();
    await expect(
      packContext(one, { directory: join(root, 'nowhere'), name: 'x' }, { sizeLimitBytes: 100 }),
    ).rejects.toMatchObject({
      code: 'SCRATCH_NOT_WRITTEN',
      message: expect.stringContaining('Cannot write') as unknown,
    });
  });
});

/** Root may read everything, so a test of permissions gives the privilege up for a while. */
async function asNobody(action: () => Promise<unknown>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    await action();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
