import { chmod, lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serializeLock } from '../../lock/serialize-lock.ts';
import { lockOf } from '../../testing/examples/locks.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { shownRecord } from '../../testing/examples/shown-record.ts';
import { runInProcess } from '../../testing/programs/run-in-process.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { readLock } from '../../use-cases/locked/read-lock.ts';
import { writeLock } from '../../use-cases/locked/write-lock.ts';
import { DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';

let scratch: Scratch;
let lock: string;
beforeEach(async () => {
  scratch = await openScratch();
  lock = scratch.path('capabilities.lock.json');
  await mkdir(scratch.path('.'), { recursive: true });
});
afterEach(() => scratch.remove());

const update = (...args: string[]) => runInProcess('update', '--lock', lock, ...args);
const fromRecord = (name: string, ...args: string[]) => update('--record', `results/${name}`, ...args);
const text = () => readFile(lock, 'utf8');

describe('update from a record', () => {
  it('writes a lock file, and does not touch it when the same is found again', async () => {
    expect(await fromRecord('google-v1.9.1')).toMatchObject({ exitCode: 0 });
    const [written, before] = [await text(), await stat(lock)];
    expect(await fromRecord('google-v1.9.1')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/: \d+ unchanged\n$/),
    });
    expect(await text()).toBe(written);
    expect((await stat(lock)).ino).toBe(before.ino);
  });

  it('keeps what needs more until that is accepted, and only where it was asked for', async () => {
    await fromRecord('google-v1.9.1');
    const before = JSON.parse(await text());
    const path = 'dockerfiles/workdir-after-user';
    const kept = await fromRecord('google-v1.24.0', path);
    expect(kept).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('not updated, needs more') });
    expect(JSON.parse(await text())).toEqual(before);
    expect(await fromRecord('google-v1.24.0', path, '--accept')).toMatchObject({ exitCode: 0 });
    const after = JSON.parse(await text());
    const changed = Object.keys(before.cases).filter(
      (key) => JSON.stringify(before.cases[key]) !== JSON.stringify(after.cases[key]),
    );
    expect(changed).toEqual([expect.stringContaining(`${path}/Dockerfile`)]);
    expect(await fromRecord('google-v1.24.0', path)).toMatchObject({ exitCode: 0 });
  });

  it('has an entry for each cache of a Dockerfile, and none of them stands for another', async () => {
    const dockerfile = scratch.path('app/Dockerfile');
    await mkdir(scratch.path('app'));
    await writeFile(dockerfile, 'FROM scratch\n');
    const cached = (cache: 'off' | 'cold' | 'warm') =>
      caseOf({ id: `app.${cache}`, dockerfile, configuration: { ...DEFAULT_CONFIGURATION, cache } });
    const record = async (name: string, ...caches: Parameters<typeof cached>[0][]): Promise<string> => {
      const file = scratch.path(name);
      await writeFile(file, JSON.stringify(shownRecord(recordOf(caches.map(cached)))));
      return file;
    };
    await update('--record', await record('both.json', 'cold', 'warm'));
    expect(Object.keys(JSON.parse(await text()).cases)).toEqual([
      'app/Dockerfile#cold-cache',
      'app/Dockerfile#warm-cache',
    ]);
    await update('--record', await record('off.json', 'off'));
    expect(Object.keys(JSON.parse(await text()).cases)).toHaveLength(3);
    await rm(dockerfile);
    expect(await update(dockerfile)).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(await text()).cases).toEqual({});
  });

  it('takes out what has no Dockerfile any more', async () => {
    const gone = caseOf({ id: 'gone', dockerfile: 'gone/Dockerfile' });
    await writeFile(lock, JSON.stringify(lockOf(recordOf([gone]))));
    const result = await fromRecord('google-v1.9.1', 'dockerfiles/copy-chown');
    expect(JSON.parse(await text()).cases).toHaveProperty(['gone/Dockerfile']);
    expect(result.stdout).not.toContain('removed');
    expect(await update(scratch.path('gone'))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('x gone/Dockerfile  removed'),
    });
    expect(JSON.parse(await text()).cases).not.toHaveProperty(['gone/Dockerfile']);
  });

  it('prints as JSON what it did', async () => {
    const { stdout } = await fromRecord('google-v1.9.1', 'dockerfiles/copy-chown', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ written: true, entries: [{ outcome: 'new' }] });
  });

  it.each([
    [
      'a lock file with a conflict',
      '<<<<<<< ours\n',
      ['--record', 'results/google-v1.9.1'],
      ':1: it contains the marks of a merge conflict',
    ],
    [
      'options for trials beside a record',
      '',
      ['--record', 'results/google-v1.9.1', '--jobs', '3'],
      '--jobs has no effect beside --record [OPTIONS_CONFLICT]',
    ],
    [
      'a record without these cases',
      '',
      ['--record', 'results/google-v1.9.1', 'nowhere'],
      'has no case of these paths',
    ],
  ])('refuses %s, and overwrites nothing', async (_, content, args, message) => {
    if (content !== '') await writeFile(lock, content);
    expect(await update(...args)).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(message) });
    expect(await text().catch(() => '')).toBe(content);
  });

  it('refuses a directory that does not exist before any trial', async () => {
    lock = scratch.path('missing', 'capabilities.lock.json');
    expect(await update('dockerfiles/copy-chown')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Cannot write'),
    });
  });
});

describe('writing a lock file', () => {
  const LOCK = lockOf(recordOf([caseOf()]));

  it('does not overwrite what somebody else wrote meanwhile', async () => {
    const read = await readLock(lock);
    await writeFile(lock, '{}');
    await expect(writeLock(read, LOCK)).rejects.toThrow('during the run, so it was not overwritten');
    expect(await text()).toBe('{}');
  });

  it('keeps the mode of the file and a link to it, and leaves nothing beside it', async () => {
    const own = scratch.path('own.json');
    await writeFile(own, JSON.stringify(LOCK));
    await chmod(own, 0o640);
    await symlink(own, lock);
    expect(await writeLock(await readLock(lock), LOCK)).toBe(true);
    expect((await stat(own)).mode & 0o777).toBe(0o640);
    expect((await lstat(lock)).isSymbolicLink()).toBe(true);
    expect(await readdir(scratch.path('.'))).toEqual(['capabilities.lock.json', 'own.json']);
  });

  it('is whole after many wrote it at once', async () => {
    const read = await readLock(lock);
    const locks = [LOCK, lockOf(recordOf([caseOf(), caseOf({ id: 'b', dockerfile: 'b/Dockerfile' })]))];
    await Promise.allSettled(Array.from({ length: 20 }, (_, index) => writeLock(read, locks[index % 2] ?? LOCK)));
    expect(locks.map(serializeLock)).toContain(await text());
    expect(await readdir(scratch.path('.'))).toEqual(['capabilities.lock.json']);
  });

  it('writes nothing where only the line ends differ', async () => {
    await writeLock(await readLock(lock), LOCK);
    await writeFile(lock, (await text()).replaceAll('\n', '\r\n'));
    expect(await writeLock(await readLock(lock), LOCK)).toBe(false);
  });
});
