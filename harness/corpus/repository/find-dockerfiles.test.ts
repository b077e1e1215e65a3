import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDockerfiles, isDockerfileName } from './find-dockerfiles.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kaniko-caps-repository-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

const find = (path = '.') => findDockerfiles(path, root);
const pathsOf = async (path = '.') => (await find(path)).found.map(({ dockerfile }) => relative(root, dockerfile));

/** The context of each Dockerfile, relative to the repository, and why. */
async function contextsOf(): Promise<Record<string, string>> {
  const { found } = await find();
  return Object.fromEntries(
    found.map(({ dockerfile, contextChoice: { directory, why } }) => [
      relative(root, dockerfile),
      `${relative(root, directory) || '.'}: ${why}`,
    ]),
  );
}

const FROM = 'FROM scratch\n';

describe('the name of a Dockerfile', () => {
  it.each(['Dockerfile', 'dockerfile', 'Dockerfile.prod', 'web.Dockerfile', 'Containerfile', 'Containerfile.dev'])(
    'is %s',
    (name) => {
      expect(isDockerfileName(name)).toBe(true);
    },
  );

  it.each(['Dockerfile.dockerignore', 'Containerfile.containerignore', 'MyDockerfile', 'Dockerfiles', 'Dockerfile.'])(
    'is not %s',
    (name) => {
      expect(isDockerfileName(name)).toBe(false);
    },
  );
});

describe('the Dockerfiles of a repository', () => {
  it('are found at any depth, without those that git ignores', async () => {
    await write({
      '.git/HEAD': '',
      '.git/info/exclude': 'mine\n',
      '.gitignore': 'node_modules\nbuild/\n!keep/build/\n',
      'keep/.gitignore': '*.Dockerfile\n!b.Dockerfile\n',
      Dockerfile: FROM,
      'a/b/c/d/Containerfile': FROM,
      'node_modules/x/Dockerfile': FROM,
      'build/Dockerfile': FROM,
      'keep/build/Dockerfile': FROM,
      'keep/a.Dockerfile': FROM,
      'keep/b.Dockerfile': FROM,
      'mine/Dockerfile': FROM,
      '.git/Dockerfile': FROM,
      '.devcontainer/Dockerfile': FROM,
    });
    expect(await pathsOf()).toEqual([
      '.devcontainer/Dockerfile',
      'Dockerfile',
      'a/b/c/d/Containerfile',
      'keep/b.Dockerfile',
      'keep/build/Dockerfile',
    ]);
    expect(await pathsOf('keep')).toEqual(['keep/b.Dockerfile', 'keep/build/Dockerfile']);
    expect(await pathsOf('build')).toEqual(['build/Dockerfile']);
    expect(await pathsOf('keep/a.Dockerfile')).toEqual(['keep/a.Dockerfile']);
  });

  it('end where links go round, and a link to a Dockerfile is one', async () => {
    await write({ 'a/Dockerfile': FROM });
    await symlink('..', join(root, 'a/up'));
    await symlink('loop', join(root, 'a/loop'));
    await symlink('../a', join(root, 'a/Dockerfile.d'));
    await mkdir(join(root, 'b'));
    await symlink('../a/Dockerfile', join(root, 'b/Dockerfile'));
    expect(await pathsOf()).toEqual(['a/Dockerfile', 'b/Dockerfile']);
  });

  it('have the settings of the case.json that names them, wherever they lie', async () => {
    await write({
      'a/case.json': '{"dockerfile":"build.txt","context":"..","title":"A"}',
      'a/build.txt': `${FROM}COPY x /\n`,
      'a/Dockerfile': FROM,
      'b/case.json': '{"dockerfile":"docker/Dockerfile","title":"B"}',
      'b/docker/Dockerfile': FROM,
    });
    const { found } = await find();
    expect(found.map(({ path, settings, isVariant }) => [path, settings.title, isVariant])).toEqual([
      ['a/Dockerfile', undefined, true],
      ['a', 'A', false],
      ['b', 'B', false],
    ]);
    expect((await contextsOf())['a/build.txt']).toBe('.: case.json sets it');
  });

  it('that cannot be used are told with their reason, and the others stay', async () => {
    await write({
      'bad/Dockerfile': 'FROM scratch\nCOPPY a b\n',
      'empty/Dockerfile': '',
      'settings/case.json': '{"titel":"x","title":"y"}',
      'settings/Dockerfile': FROM,
      'lost/case.json': '{"dockerfile":"none"}',
      'good/Dockerfile': FROM,
    });
    await mkdir(join(root, 'link'));
    await symlink('/etc/passwd', join(root, 'link/Dockerfile'));
    await symlink('nowhere', join(root, 'link/Dockerfile.x'));
    const name = Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9])]);
    await mkdir(name);
    await writeFile(Buffer.concat([name, Buffer.from('/Dockerfile')]), FROM);
    const { found, unusable } = await find();
    expect(found.map(({ path }) => path)).toEqual(['good/Dockerfile']);
    expect(unusable.map(({ path, problem }) => [path, problem.message])).toEqual([
      ['bad/Dockerfile', 'bad/Dockerfile:2: Unknown instruction: COPPY'],
      ['caf\udce9/Dockerfile', 'The path of caf\udce9/Dockerfile is not UTF-8, so no report can name it'],
      ['empty/Dockerfile', 'empty/Dockerfile:1: No source image provided with `FROM`'],
      ['link/Dockerfile', 'link/Dockerfile is a link that leads out of the repository'],
      ['link/Dockerfile.x', expect.stringMatching(/^Cannot read link\/Dockerfile\.x: ENOENT/)],
      ['lost/case.json', 'There is no none next to lost/case.json'],
      ['settings/Dockerfile', expect.stringContaining('settings/case.json: ')],
    ]);
  });

  it('are an error where there are none', async () => {
    await write({ 'a/file': '' });
    await expect(find()).rejects.toMatchObject({ code: 'NO_DOCKERFILE' });
    await expect(find('b')).rejects.toMatchObject({ code: 'NO_SUCH_PATH' });
  });

  it('are found in a tree that is deeper than a path can be long', async () => {
    await write({ Dockerfile: FROM });
    const name = 'd'.repeat(200);
    const script = `i=0; while [ $i -lt 19 ]; do mkdir ${name}; cd ${name}; i=$((i + 1)); done; mkdir -p ${name}/${name}/${name}`;
    execFileSync('sh', ['-c', script], { cwd: root });
    const { found, notes } = await find();
    expect(found).toHaveLength(1);
    expect(notes).toEqual([expect.stringMatching(/was not looked through: ENAMETOOLONG/)]);
    execFileSync('rm', ['-rf', root]);
  });
});

describe('the context that is chosen', () => {
  it('is the directory that has what the Dockerfile copies, and is told with the reason', async () => {
    await write({
      '.git/HEAD': '',
      'go.mod': '',
      'package-lock.json': '',
      'api/Dockerfile': `${FROM}COPY . /src\n`,
      'api/docker/Dockerfile': `${FROM}COPY ["src/main.go", "/src/"]\n`,
      'api/src/main.go': '',
      'web/Dockerfile': `${FROM}COPY package*.json ./\n`,
      'worker/Dockerfile': `${FROM}ADD --chown=1 go.mod worker/start /\n`,
      'worker/start': '',
      'java/Dockerfile': `${FROM}COPY target/app.jar /\nCOPY go.mod /\n`,
      'own/Dockerfile': `${FROM}COPY start /\n`,
      'own/start': '',
      'bind/Dockerfile': `${FROM}RUN --mount=type=bind,source=go.mod,target=/go.mod true\n`,
      'none/Dockerfile': `FROM scratch AS a\nCOPY --from=b x /\nADD https://example.com/x git@example.com:a/b /\nCOPY <<EOF /x\ny z\nEOF\n`,
    });
    expect(await contextsOf()).toMatchInlineSnapshot(`
      {
        "api/Dockerfile": "api: the Dockerfile's own directory",
        "api/docker/Dockerfile": "api: a directory above the Dockerfile: src/main.go (line 2) is there, and not beside the Dockerfile",
        "bind/Dockerfile": ".: the repository's root: go.mod (line 2) is there, and not beside the Dockerfile",
        "java/Dockerfile": ".: the repository's root: it has 1 of the 2 sources that the Dockerfile copies, and no directory has target/app.jar (line 2)",
        "none/Dockerfile": "none: the Dockerfile's own directory",
        "own/Dockerfile": "own: the Dockerfile's own directory",
        "web/Dockerfile": ".: the repository's root: package*.json (line 2) is there, and not beside the Dockerfile",
        "worker/Dockerfile": ".: the repository's root: go.mod (line 2) is there, and not beside the Dockerfile",
      }
    `);
  });

  it('is never outside of the repository', async () => {
    await write({ 'repo/.git/HEAD': '', secret: '', 'repo/Dockerfile': `${FROM}COPY secret ../secret /\n` });
    const { found } = await find('repo');
    expect(found[0]?.contextChoice.directory).toBe(join(root, 'repo'));
  });
});
