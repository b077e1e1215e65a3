import { execFile, execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { exampleConfiguration } from '../../../../testing/examples/configurations.ts';
import { caseOf, recordOf } from '../../../../testing/examples/records.ts';
import { openScratch } from '../../../../testing/programs/scratch.ts';
import { policyOf } from '../../policy-of.ts';
import { gitlabJob } from './gitlab-job.ts';

const run = promisify(execFile);
const ROOT = new URL('../../../../../', import.meta.url).pathname;

const configuration = exampleConfiguration({ builderFlags: ['--snapshot-mode=redo', "--label=a='b c'"] });
const text = gitlabJob(policyOf(recordOf([caseOf({ configuration })]), {}));
const [credentials = '', executor = ''] = parse(text)['build-image'].script as string[];

it('A program that runs pipelines of GitLab finds the job in it', async () => {
  const scratch = await openScratch();
  onTestFinished(scratch.remove);
  await writeFile(scratch.path('.gitlab-ci.yml'), text);
  for (const command of [
    ['init', '-q'],
    ['remote', 'add', 'origin', 'https://gitlab.example.com/a/b.git'],
    ['add', '.'],
  ]) {
    await run('git', ['-C', scratch.path('.'), ...command]);
  }
  const pipeline = join(ROOT, 'node_modules/.bin/gitlab-ci-local');
  const { stdout } = await run(process.execPath, [pipeline, '--list-json'], { cwd: scratch.path('.') });
  expect(JSON.parse(stdout)).toMatchObject([{ name: 'build-image', when: 'on_success' }]);
});

it('Its image has a shell, and the job is not run by the executor', () => {
  expect(parse(text)['build-image'].image).toEqual({ name: 'executor:v1.24.0-debug', entrypoint: [''] });
});

it('Its executor gets the flags that were proven, and the variables of GitLab', () => {
  const shell = `set -u; CI_PROJECT_DIR='/builds/a b' CI_REGISTRY_IMAGE=r.example/a CI_COMMIT_SHORT_SHA=0123
    print() { printf '%s\\n' "$@"; }; ${executor.replace('/kaniko/executor', 'print')}`;
  expect(execFileSync('sh', ['-c', shell], { encoding: 'utf8' }).trimEnd().split('\n')).toEqual([
    '--context=dir:///builds/a b',
    '--dockerfile=Dockerfile',
    '--destination=r.example/a:0123',
    '--snapshot-mode=redo',
    "--label=a='b c'",
  ]);
});

it('Its credentials are JSON for the registry of GitLab', async () => {
  const scratch = await openScratch();
  onTestFinished(scratch.remove);
  const shell = `set -eu; CI_REGISTRY=r.example CI_REGISTRY_USER=user CI_REGISTRY_PASSWORD=secret
    ${credentials.replaceAll('/kaniko/.docker', scratch.path('docker'))}; cat ${scratch.path('docker/config.json')}`;
  expect(JSON.parse(execFileSync('sh', ['-c', shell], { encoding: 'utf8' }))).toEqual({
    auths: { 'r.example': { username: 'user', password: 'secret' } },
  });
});
