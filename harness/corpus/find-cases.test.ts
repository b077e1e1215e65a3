import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setOf } from '../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../capabilities/universe.ts';
import type { ErrorCode } from '../errors.ts';
import { type Configuration, DEFAULT_CONFIGURATION } from '../vocabulary/configuration.ts';
import { NO_SOURCES } from '../vocabulary/configuration-sources.ts';
import type { CaseOverrides, UsuallyConfigured } from './case-overrides.ts';
import { findCases } from './find-cases.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kaniko-caps-cases-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Record<string, string | object>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

const find = (paths: string[], overrides: CaseOverrides = {}) => findCases(paths, overrides, root);
const idsOf = async (paths: string[], overrides: CaseOverrides = {}) =>
  (await find(paths, overrides)).map(({ id }) => id);

const FROM = 'FROM scratch\n';

describe('the build context of a case', () => {
  it('is what the command line says, then case.json, then the lock file', async () => {
    await write({ 'a/Dockerfile': FROM, 'b/Dockerfile': FROM, 'b/case.json': { title: 'B', context: '.' } });
    const usualConfigurations = { of: () => [], contextOf: () => root };
    const contexts = async (path: string, overrides: CaseOverrides = {}) =>
      (await find([path], { usualConfigurations, ...overrides })).map((one) => [
        one.contextDirectory,
        one.chosenContext,
      ]);
    expect(await contexts('a')).toEqual([[root, { directory: '.', why: 'the lock file has it' }]]);
    expect(await contexts('b')).toEqual([[join(root, 'b'), undefined]]);
    expect(await contexts('a', { context: 'b' })).toEqual([
      [join(root, 'b'), { directory: 'b', why: '--context names it' }],
    ]);
  });
});

describe('findCases', () => {
  it('takes a directory with a Dockerfile and no file of ours', async () => {
    await write({ 'services/api/Dockerfile': 'FROM debian\nRUN true\n' });
    expect(await find(['services/api'])).toEqual([
      {
        id: 'api',
        title: 'api',
        path: 'services/api',
        dockerfile: join(root, 'services/api/Dockerfile'),
        contextDirectory: join(root, 'services/api'),
        file: 'services/api/Dockerfile',
        buildArguments: {},
        secretArguments: [],
        target: null,
        network: 'none',
        configuration: DEFAULT_CONFIGURATION,
        sources: NO_SOURCES,
        timeoutSeconds: 600,
        universe: DOCKER_DEFAULTS,
        instructions: [
          { keyword: 'FROM', line: 1, text: 'FROM debian' },
          { keyword: 'RUN', line: 2, text: 'RUN true' },
        ],
        baseReferences: ['debian'],
      },
    ]);
  });

  it('takes the working directory if no path is given', async () => {
    await write({ Dockerfile: FROM });
    expect(await find([])).toMatchObject([{ path: '.', contextDirectory: root }]);
  });

  it('takes a Dockerfile of any name and calls the case after it', async () => {
    await write({
      'api/Dockerfile': FROM,
      'api/Dockerfile.prod': FROM,
      'api/debug.Dockerfile': FROM,
      'api/Build': FROM,
    });
    const paths = ['api/Dockerfile', 'api/Dockerfile.prod', 'api/debug.Dockerfile', 'api/Build'];
    const cases = await find(paths);
    expect(cases.map(({ id }) => id)).toEqual(['api', 'api.prod', 'api.debug', 'api.Build']);
    expect(cases.map(({ path }) => path)).toEqual(paths);
    expect(new Set(cases.map(({ contextDirectory }) => contextDirectory))).toEqual(new Set([join(root, 'api')]));
  });

  it('takes the immediate subdirectories of a corpus that have a Dockerfile, by name', async () => {
    await write({
      'corpus/b/Dockerfile': FROM,
      'corpus/a/dockerfile': FROM,
      'corpus/a/nested/Dockerfile': FROM,
      'corpus/docs/readme.md': '',
      'corpus/.hidden/Dockerfile': FROM,
      'corpus/README.md': '',
    });
    expect(await idsOf(['corpus'])).toEqual(['a', 'b']);
  });

  it('makes equal names unique by their paths, and counts a case once', async () => {
    await write({ 'x/api/Dockerfile': FROM, 'y/api/Dockerfile': FROM, 'y/web/Dockerfile': FROM });
    expect(await idsOf(['x', 'y', 'x/api/', 'x/api/Dockerfile'])).toEqual(['x-api', 'y-api', 'web']);
  });

  it('makes two cases of a Dockerfile that is built with both caches', async () => {
    await write({
      'a/Dockerfile': FROM,
      'a/case.json': { title: 'A', cache: 'both' },
      'b/Dockerfile': FROM,
      'b/case.json': { cache: 'warm' },
    });
    const cases = await find(['.']);
    expect(cases.map(({ id, title, configuration }) => [id, title, configuration.cache])).toEqual([
      ['a.cold-cache', 'A (cold cache)', 'cold'],
      ['a.warm-cache', 'A (warm cache)', 'warm'],
      ['b', 'b', 'warm'],
    ]);
    expect(new Set(cases.map(({ dockerfile }) => dockerfile)).size).toBe(2);
    const off = await find(['.'], { configuration: { cache: 'off' } });
    expect(off.map(({ id, configuration }) => [id, configuration.cache])).toEqual([
      ['a', 'off'],
      ['b', 'off'],
    ]);
  });

  it('tells a case with a cache from a directory of the same name', async () => {
    await write({ 'a/Dockerfile': FROM, 'a.warm-cache/Dockerfile': FROM, 'a.warm-cache/case.json': { cache: 'off' } });
    await write({ 'a/case.json': { cache: 'both' } });
    expect(new Set(await idsOf(['.'])).size).toBe(3);
  });

  it('gives ids that a file or container name can have', async () => {
    await write({ 'my service (new)/Dockerfile': FROM, 'ü/Dockerfile': FROM });
    const ids = await idsOf(['my service (new)', 'ü']);
    expect(ids[0]).toBe('my-service-new');
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/);
  });

  it('reads case.json, and lets the command line go before it', async () => {
    const settings = {
      title: 'The API',
      network: 'egress',
      buildArguments: { A: 'case', B: 'case' },
      target: 'two',
      timeoutSeconds: 5,
      universe: ['chown', 'CAP_FOWNER'],
      dockerfile: 'docker/Dockerfile.api',
      context: '..',
    };
    await write({ 'app/case.json': settings, 'app/docker/Dockerfile.api': 'ARG A\nFROM x:$A AS one\nFROM y AS two\n' });
    expect(await find(['app'])).toMatchObject([
      {
        id: 'app',
        title: 'The API',
        dockerfile: join(root, 'app/docker/Dockerfile.api'),
        contextDirectory: root,
        network: 'egress',
        timeoutSeconds: 5,
        universe: setOf('CHOWN', 'FOWNER'),
        baseReferences: ['x:case', 'y'],
      },
    ]);
    const overrides: CaseOverrides = {
      network: 'none',
      buildArguments: { A: 'line' },
      target: 'one',
      timeoutSeconds: 9,
      universe: setOf('KILL'),
      context: 'app',
    };
    expect(await find(['app'], overrides)).toMatchObject([
      {
        title: 'The API',
        contextDirectory: join(root, 'app'),
        network: 'none',
        buildArguments: { A: 'line', B: 'case' },
        timeoutSeconds: 9,
        universe: setOf('KILL'),
        baseReferences: ['x:line'],
      },
    ]);
  });

  it('refuses a base image whose name would hold a secret build argument, without its value', async () => {
    await write({ 'app/Dockerfile': 'ARG HUB_TOKEN\nARG B=x\nFROM $B\nFROM hub.test/$HUB_TOKEN/app\n' });
    await expect(find(['app'], { buildArguments: { HUB_TOKEN: 'hunter2' } })).rejects.toMatchObject({
      code: 'BAD_DOCKERFILE',
      message: 'app/Dockerfile:4: FROM names an image by a secret build argument: hub.test/$HUB_TOKEN/app',
    });
  });

  it('applies case.json to the Dockerfile it describes and not to its neighbours', async () => {
    await write({ 'app/case.json': { title: 'Own' }, 'app/Dockerfile': FROM, 'app/Dockerfile.b': FROM });
    expect((await find(['app/Dockerfile', 'app/Dockerfile.b'])).map(({ title }) => title)).toEqual(['Own', 'app.b']);
  });

  it("ignores a case.json that is somebody else's", async () => {
    await write({ 'app/case.json': { suite: 1 }, 'app/Dockerfile': FROM });
    expect(await find(['app'])).toMatchObject([{ title: 'app' }]);
  });

  it('takes --file relative to the working directory and the path for the context', async () => {
    await write({ 'docker/Dockerfile.api': FROM, 'api/main.go': '' });
    expect(await find(['api'], { file: 'docker/Dockerfile.api' })).toMatchObject([
      { id: 'api.api', dockerfile: join(root, 'docker/Dockerfile.api'), contextDirectory: join(root, 'api') },
    ]);
  });

  it.each<[ErrorCode, string, string[], CaseOverrides, string]>([
    ['NO_SUCH_PATH', 'a path that does not exist', ['nowhere'], {}, 'No such file or directory: nowhere'],
    ['NO_DOCKERFILE', 'a directory without a Dockerfile', ['empty'], {}, 'There is no Dockerfile in empty'],
    [
      'BAD_CONTEXT',
      'a context that does not exist',
      ['app'],
      { context: 'nowhere' },
      'The build context nowhere is not a directory',
    ],
    [
      'OPTIONS_CONFLICT',
      'a context for many cases',
      ['app', 'two'],
      { context: '.' },
      '--context was given for 2 cases',
    ],
    ['NO_SUCH_PATH', 'a file that does not exist', ['app'], { file: 'nowhere' }, 'Cannot read nowhere: ENOENT'],
    [
      'OPTIONS_CONFLICT',
      '--file beside a file',
      ['app/Dockerfile'],
      { file: 'x' },
      '--file was given, but app/Dockerfile is a file itself',
    ],
    [
      'OPTIONS_CONFLICT',
      '--file for many paths',
      ['app', 'two'],
      { file: 'x' },
      '--file was given with more than one path',
    ],
    ['BAD_DOCKERFILE', 'a target that does not exist', ['app'], { target: 'x' }, 'app/Dockerfile has no stage "x"'],
    [
      'BAD_DOCKERFILE',
      'a Dockerfile that does not parse',
      ['broken'],
      {},
      'broken/Dockerfile:2: Unknown instruction: RUM',
    ],
    ['BAD_CASE_SETTINGS', 'an invalid setting', ['wrong'], {}, 'wrong/case.json: network: Invalid option'],
    ['UNKNOWN_CAPABILITY', 'an unknown capability', ['caps'], {}, 'caps/case.json: universe: Unknown capability CHWON'],
    ['NO_DOCKERFILE', 'settings without a Dockerfile', ['lonely'], {}, 'There is no Dockerfile next to'],
  ])('says %s of %s', async (code, _, paths, overrides, message) => {
    await mkdir(join(root, 'empty/inner'), { recursive: true });
    await write({
      'app/Dockerfile': FROM,
      'two/Dockerfile': FROM,
      'broken/Dockerfile': `${FROM}RUM x\n`,
      'wrong/Dockerfile': FROM,
      'wrong/case.json': { network: 'host' },
      'caps/Dockerfile': FROM,
      'caps/case.json': { universe: ['CHWON'] },
      'lonely/case.json': { title: 'Lonely' },
    });
    await expect(find(paths, overrides)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as unknown,
    });
  });

  it('suggests the nearest capability', async () => {
    await write({ 'app/Dockerfile': FROM, 'app/case.json': { universe: 'CHWON' } });
    await expect(find(['app'])).rejects.toMatchObject({ hint: 'Did you mean CHOWN?' });
  });

  describe('configured as a lock file says', () => {
    const usual = (changes: Partial<Configuration>) => ({
      usualConfigurations: { of: () => [{ ...DEFAULT_CONFIGURATION, ...changes }] },
    });

    it('keeps what needs no value, and each cache', async () => {
      await write({ 'one/Dockerfile': FROM });
      const secrets = [{ id: 'npm', value: 'stand-in' as const }];
      const [found] = await find(['one'], usual({ secrets, user: { id: 1000, groupId: null }, noNewPrivileges: true }));
      expect(found?.configuration).toMatchObject({ secrets, user: { id: 1000 }, noNewPrivileges: true });
      const caches = {
        usualConfigurations: {
          of: () => (['cold', 'warm'] as const).map((cache) => ({ ...DEFAULT_CONFIGURATION, cache })),
        },
      };
      expect(await idsOf(['one'], caches)).toEqual(['one.cold-cache', 'one.warm-cache']);
      expect(await idsOf(['one'], { ...caches, configuration: { cache: 'warm' } })).toEqual(['one']);
    });

    it('takes nothing from the entry of another cache', async () => {
      await write({ 'one/Dockerfile': FROM });
      const builderFlags = ['--single-snapshot'];
      const off = usual({ builderFlags, secrets: [{ id: 'npm', value: 'stand-in' }] });
      const [other] = await find(['one'], { ...off, configuration: { cache: 'warm' } });
      expect(other?.configuration).toEqual({ ...DEFAULT_CONFIGURATION, cache: 'warm' });
      const [same] = await find(['one'], { ...off, configuration: { cache: 'off' } });
      expect(same?.configuration).toMatchObject({ builderFlags, secrets: [{ id: 'npm' }] });
    });

    it('tells what that changes', async () => {
      await write({ 'one/Dockerfile': FROM, 'two/Dockerfile': FROM });
      const heard: UsuallyConfigured[] = [];
      const noNewPrivileges = true;
      await find(['one', 'two'], {
        usualConfigurations: {
          of: (dockerfile) => (dockerfile.includes('one') ? [{ ...DEFAULT_CONFIGURATION, noNewPrivileges }] : []),
          taken: (cases) => heard.push(...cases),
        },
      });
      expect(heard).toEqual([
        {
          id: 'one',
          configuration: { ...DEFAULT_CONFIGURATION, noNewPrivileges },
          without: DEFAULT_CONFIGURATION,
        },
      ]);
    });

    it('asks for what only this machine can give', async () => {
      await write({ 'one/Dockerfile': FROM });
      await expect(find(['one'], usual({ secrets: [{ id: 'npm', value: 'given' }] }))).rejects.toMatchObject({
        code: 'BAD_CONFIGURATION',
        hint: expect.stringContaining('--secret id=npm'),
      });
      await expect(find(['one'], usual({ seccomp: { name: 'strict.json', sha256: 'a' } }))).rejects.toMatchObject({
        message: expect.stringContaining('strict.json'),
        hint: expect.stringContaining('--seccomp'),
      });
    });
  });
});
