import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  findSources({ settings: line, directory: '/work' }, { settings, directory });

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
      { secrets: ['id=npm,env=TOKEN'] },
      { secrets: ['id=pip,src=pip.conf', 'id=npm', 'id=apt'] },
    );
    expect(found.secrets).toEqual([
      { id: 'apt', value: 'stand-in' },
      { id: 'npm', value: 'given' },
      { id: 'pip', value: 'given' },
    ]);
    expect(sources.secrets).toEqual([
      { id: 'apt', from: { kind: 'stand-in' } },
      { id: 'npm', from: { kind: 'environment', name: 'TOKEN' } },
      { id: 'pip', from: { kind: 'file', path: join(directory, 'pip.conf') } },
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

  it('is no profile that is not there', async () => {
    await expect(find({ seccomp: 'nowhere.json' })).rejects.toMatchObject({ code: 'BAD_CONFIGURATION' });
  });
});
