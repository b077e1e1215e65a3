import { createHash } from 'node:crypto';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigurationSettings } from './configure.ts';
import { findSources } from './find-sources.ts';

const PROFILE = '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["chown"],"action":"SCMP_ACT_ERRNO"}]}';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sources-test-'));
  await writeFile(join(directory, 'profile.json'), PROFILE);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const find = (line: ConfigurationSettings, settings: ConfigurationSettings = {}) =>
  findSources({ settings: line, directory: '/src' }, { settings, directory });

describe('what settings name of this machine', () => {
  it('is nothing where nobody names anything', async () => {
    expect(await find({})).toEqual({
      found: { seccomp: 'default', secrets: [] },
      sources: { seccompFile: null, secrets: [] },
    });
  });

  it('is a seccomp profile, which a configuration knows by its digest and a plan by its path', async () => {
    const sha256 = createHash('sha256').update(PROFILE).digest('hex');
    const { found, sources } = await find({}, { seccomp: 'profile.json' });
    expect(found.seccomp).toEqual({ name: 'profile.json', sha256 });
    expect(sources.seccompFile).toBe(join(directory, 'profile.json'));
    expect((await find({ seccomp: 'unconfined' }, { seccomp: 'nowhere.json' })).found.seccomp).toBe('unconfined');
  });

  it('is the secrets of the command line and of the case, each once, and no value', async () => {
    const { found, sources } = await find(
      { secrets: ['id=npm,env=TOKEN', 'id=pip,src=pip.conf'] },
      { secrets: ['id=pip', 'id=npm', 'id=apt'] },
    );
    expect(found.secrets).toEqual([
      { id: 'apt', value: 'stand-in' },
      { id: 'npm', value: 'given' },
      { id: 'pip', value: 'given' },
    ]);
    expect(sources.secrets).toEqual([
      { id: 'apt', from: { kind: 'stand-in' } },
      { id: 'npm', from: { kind: 'environment', name: 'TOKEN' } },
      { id: 'pip', from: { kind: 'file', path: '/src/pip.conf' } },
    ]);
    await expect(find({ secrets: ['id=npm', 'id=npm'] })).rejects.toThrow('The secret npm is given twice');
  });

  it.each([
    ['not JSON', 'hunter2', 'it is not JSON'],
    ['without a default', '{"syscalls":[]}', 'defaultAction'],
    ['with an unknown action', '{"defaultAction":"ALLOW"}', 'defaultAction'],
    ['with a rule that is none', '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":"chown"}]}', 'syscalls.0'],
    ['a list', '[]', 'expected object'],
  ])('is no profile that is %s', async (_, text, message) => {
    await writeFile(join(directory, 'bad.json'), text);
    await expect(find({}, { seccomp: 'bad.json' })).rejects.toThrow(message);
    await expect(find({}, { seccomp: 'bad.json' })).rejects.not.toThrow(/hunter2/);
  });

  it.each(['src=/etc/shadow', 'source=x', 'env=DEPLOY_TOKEN', 'type=env,src=DEPLOY_TOKEN'])(
    'is no file or variable that a case.json chooses for a secret: %s',
    async (origin) => {
      const refusal = find({ secrets: ['id=npm'] }, { secrets: [`id=npm,${origin}`] });
      await expect(refusal).rejects.toMatchObject({
        code: 'BAD_CONFIGURATION',
        message: expect.stringMatching(/case\.json: The secret npm/),
        hint: expect.stringContaining('--secret id=npm,src=FILE'),
      });
    },
  );

  it('is no profile that a case.json chooses outside of its directory, and no filter that it takes away', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'sources-test-outside-'));
    await writeFile(join(outside, 'profile.json'), PROFILE);
    await symlink(join(outside, 'profile.json'), join(directory, 'link.json'));
    await symlink(outside, join(directory, 'linked'));
    const out = relative(directory, outside);
    for (const seccomp of [join(outside, 'profile.json'), `${out}/profile.json`, 'link.json', 'linked/profile.json']) {
      await expect(find({}, { seccomp }), seccomp).rejects.toMatchObject({
        code: 'BAD_CONFIGURATION',
        message: expect.stringContaining("outside of the case's directory"),
        hint: expect.stringContaining('--seccomp FILE'),
      });
    }
    await expect(find({}, { seccomp: 'unconfined' })).rejects.toMatchObject({
      code: 'BAD_CONFIGURATION',
      hint: expect.stringContaining('--seccomp unconfined'),
    });
    expect((await find({ seccomp: join(outside, 'profile.json') }, {})).found.seccomp).toMatchObject({
      name: 'profile.json',
    });
    await rm(outside, { recursive: true });
  });

  it('is a profile below a directory that is itself reached by a link', async () => {
    const link = `${directory}-link`;
    await symlink(directory, link);
    const own = { settings: { seccomp: 'profile.json' }, directory: link };
    const { found } = await findSources({ settings: {}, directory: '/src' }, own);
    expect(found.seccomp).toMatchObject({ name: 'profile.json' });
    await rm(link);
  });

  it.each([
    ['/dev/zero', 'it is not a regular file'],
    ['.', 'it is not a regular file'],
    ['long.json', 'it is longer than 1024 KiB'],
  ])('is no profile without an end: %s', async (seccomp, why) => {
    await writeFile(join(directory, 'long.json'), ' '.repeat(1024 * 1024 + 1));
    const line = { settings: { seccomp }, directory };
    await expect(findSources(line, { settings: {}, directory })).rejects.toMatchObject({
      code: 'BAD_CONFIGURATION',
      message: expect.stringMatching(new RegExp(`Cannot read the seccomp profile .*\\(${why}`)),
    });
  });

  it('is no profile that is not there', async () => {
    await expect(find({ seccomp: 'nowhere.json' })).rejects.toMatchObject({ code: 'BAD_CONFIGURATION' });
  });
});
