import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runBuiltProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { describeWithExecutors } from '../../testing/programs/test-executors.ts';

/** Fails unless the names of the context have arrived byte for byte. */
const NAMES = `FROM debian:bookworm-slim
COPY . /names/
RUN cd /names && test -f "$(printf 'caf\\350')" && test -f "$(printf 'caf\\351')"
`;

const FILES = {
  '.git/HEAD': '',
  '.gitignore': 'ignored/\n',
  'go.mod': 'module x\n',
  'bad/Dockerfile': 'ARG BASE\nFROM $BASE\n',
  'cmd/api/Dockerfile': 'FROM debian:bookworm-slim\nCOPY go.mod /src/\n',
  'ignored/Dockerfile': 'FROM scratch\n',
  'names/Dockerfile': NAMES,
};

await describeWithExecutors('a whole repository with the Kaniko executor %s', ['auxiliary'], ({ options }) => {
  let scratch: Scratch;
  let root: string;
  beforeAll(async () => {
    scratch = await openScratch();
    root = scratch.path('repository');
    for (const [path, content] of Object.entries(FILES)) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), content);
    }
    for (const byte of [0xe8, 0xe9]) {
      await writeFile(Buffer.concat([Buffer.from(join(root, 'names/caf')), Buffer.from([byte])]), '');
    }
  });
  afterAll(() => scratch.remove());

  it.each(['dir', 'tar'])('is built with each chosen context, whatever its names are: %s', async (kind) => {
    const out = ['--out', scratch.path(`run-${kind}`), '--context-kind', kind];
    const ending = await runBuiltProgram('verify', '--recursive', '--caps', 'docker', ...options, ...out, root);
    expect(ending.exitCode, ending.stdout + ending.stderr).toBe(2);
    expect(ending.stdout).toMatch(/^api {2}works/m);
    expect(ending.stdout).toMatch(/^names {2}works/m);
    expect(ending.stdout).toMatch(/^bad {2}cannot be used: .*FROM names no image/m);
    expect(ending.stdout).not.toContain('ignored');
  });
});
