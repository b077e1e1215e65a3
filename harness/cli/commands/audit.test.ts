import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { schemaValidator } from '../../testing/documents/documented-json.ts';
import { TEKTON_CATALOG_KANIKO } from '../../testing/manifests/tekton-catalog-kaniko.ts';
import { runInProcess } from '../../testing/programs/run-in-process.ts';

const workingDirectory = process.cwd();
const accepts = schemaValidator('audit');
let directory = '';
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'audit-cli-')));
  process.chdir(directory);
  await mkdir('app');
  await writeFile('app/Dockerfile', 'FROM scratch\n');
  await writeFile('task.yaml', TEKTON_CATALOG_KANIKO);
  await writeFile('chart.yaml', 'kind: Pod\nimage: {{ .Values.image }}\n');
  await writeFile('service.yaml', 'kind: Service\n');
  // Nothing listens there: whatever gets as far as the engine ends with exit code 3.
  vi.stubEnv('DOCKER_HOST', 'unix:///nonexistent.sock');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  process.chdir(workingDirectory);
  await rm(directory, { recursive: true, force: true });
});

describe('audit', () => {
  it.each([
    [[], 'No manifest is named', 'Give the paths of manifests'],
    [['none.yaml'], 'Cannot read the manifest none.yaml', 'Give the path of a manifest'],
    [['app'], 'app is a directory', '--recursive'],
    [['task.yaml', '--set', 'CONTEXT'], 'NAME=VALUE', ''],
    [['--recursive', '--context', 'app'], '--context was given together with --recursive', 'Leave it out'],
    [['task.yaml', '--runtime', 'runc'], 'docker, containerd, cri-o, podman', ''],
  ])('refuses %j before anything is tried', async (words, told, hint) => {
    const { exitCode, stderr } = await runInProcess('audit', ...words);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(told);
    expect(stderr).toContain(hint);
  });

  it('tells of each file that nothing can be audited in, with its line and the way out', async () => {
    const { exitCode, stdout } = await runInProcess('audit', 'chart.yaml', 'service.yaml');
    expect(exitCode).toBe(2);
    expect(stdout).toContain('chart.yaml:2  The file is a Helm template');
    expect(stdout).toContain('helm template RELEASE CHART');
    expect(stdout).toContain('service.yaml:1  It is no manifest of a system that is known.');
  });

  it('goes on with the others where a file is too large to be a manifest', async () => {
    await writeFile('large.yaml', `# kaniko\n${'#'.repeat(4 * 2 ** 20)}`);
    for (const paths of [
      ['large.yaml', 'service.yaml'],
      ['--recursive', 'large.yaml', 'service.yaml'],
    ]) {
      const { exitCode, stdout, stderr } = await runInProcess('audit', ...paths);
      expect(exitCode, stderr).toBe(2);
      expect(stdout).toContain('large.yaml:1  The file is larger than 4 MiB, so it is not read.');
    }
    expect((await runInProcess('audit', 'large.yaml', 'service.yaml')).stdout).toContain(
      'service.yaml:1  It is no manifest',
    );
  });

  it('says what has to be added before a build can be tried', async () => {
    const { exitCode, stdout } = await runInProcess(
      'audit',
      'task.yaml',
      '--set',
      'CONTEXT=app',
      '--set',
      'DOCKERFILE=No',
    );
    expect(exitCode).toBe(2);
    expect(stdout).toContain('not tried: There is no Dockerfile No in app, which stands for the context. (line 43)');
    expect(stdout).toContain('--dockerfile FILE');
  });

  it('gives JSON as its schema describes it', async () => {
    const { stdout } = await runInProcess('audit', 'task.yaml', 'chart.yaml', '--set', 'CONTEXT=none', '--json');
    expect(accepts(JSON.parse(stdout)), JSON.stringify(accepts.errors)).toBe(true);
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 2,
      builds: [{ id: 'task.yaml#Task/kaniko/build-and-push', asked: [{ name: 'context' }], answer: null }],
      problems: [{ place: { file: 'chart.yaml', line: 2 } }],
    });
  });

  it('goes to the engine as soon as a build can be tried', async () => {
    const { exitCode, stderr } = await runInProcess('audit', '--recursive', '--set', 'CONTEXT=app');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('nonexistent.sock');
  });
});
