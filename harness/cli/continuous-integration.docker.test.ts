import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { reasonToSkip } from '../testing/programs/docker-fixture.ts';
import { runBuiltProgram } from '../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';

const reason = await reasonToSkip('auxiliary', 'buildah');

const ROOT = new URL('../../', import.meta.url).pathname;
const BUILDER = 'kaniko-caps/buildah:2';
const OPTIONS = ['--universe', 'CHOWN,FOWNER,FSETID,KILL', '--witness', 'off'];

/** Runs a script as a job does: in the checkout, by bash that stops at the first error. */
async function runScript(checkout: string, script: string, environment: NodeJS.ProcessEnv): Promise<Ending> {
  const options = { cwd: checkout, env: { ...process.env, ...environment } };
  try {
    const { stdout } = await promisify(execFile)('bash', ['-eo', 'pipefail', '-c', script], options);
    return { exitCode: 0, stdout };
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as { code: number; stdout: string; stderr: string };
    return { exitCode: code, stdout: `${stdout}\n${stderr}` };
  }
}

interface Ending {
  readonly exitCode: number;
  readonly stdout: string;
}

describe.skipIf(reason !== undefined)(`what CI systems run, with a real builder (${reason ?? 'available'})`, () => {
  let scratch: Scratch;
  let checkout: string;

  beforeAll(async () => {
    scratch = await openScratch();
    checkout = scratch.path('checkout');
    await cp(join(ROOT, 'dockerfiles/setgid-foreign-group'), join(checkout, 'image'), { recursive: true });
    const lock = join(checkout, 'capabilities.lock.json');
    const made = await runBuiltProgram(
      'update',
      join(checkout, 'image'),
      '--builder',
      BUILDER,
      ...OPTIONS,
      '--lock',
      lock,
      '--out',
      scratch.path('run'),
    );
    expect(made).toMatchObject({ exitCode: 0 });
  }, 180_000);
  afterAll(() => scratch.remove());

  it('checks, annotates and sums up in the step of the GitHub action', async () => {
    const { inputs, runs } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));
    const step = runs.steps.find(({ id }: { id?: string }) => id === 'check');
    for (const file of ['output', 'summary']) await writeFile(scratch.path(file), '');
    const ending = await runScript(checkout, step.run, {
      BUILDER,
      PATHS: 'image\n',
      LOCK: 'capabilities.lock.json',
      SHARD: '1/1',
      CATEGORY: inputs.category.default,
      OPTIONS: OPTIONS.join('\n'),
      GITHUB_ACTION_PATH: ROOT,
      GITHUB_OUTPUT: scratch.path('output'),
      GITHUB_STEP_SUMMARY: scratch.path('summary'),
    });
    expect(ending).toMatchObject({ exitCode: 0 });
    expect(await readFile(scratch.path('output'), 'utf8')).toBe('artifact=kaniko-caps-1-of-1\n');
    expect(await readFile(scratch.path('summary'), 'utf8')).toContain(
      'The one case needs what capabilities.lock.json says',
    );
    const kept = await readdir(join(checkout, 'kaniko-caps-1-of-1'));
    expect(kept.toSorted()).toEqual(['annotations.txt', 'junit.xml', 'kaniko-caps.sarif', 'run', 'summary.md']);
  });

  it('fails the job of the GitLab template where a case needs more than is locked, and keeps its reports', async () => {
    const lock = join(checkout, 'capabilities.lock.json');
    const locked = JSON.parse(await readFile(lock, 'utf8'));
    const [entry] = Object.values<{ faithful: object; exitZero: object }>(locked.cases);
    if (entry === undefined) throw new Error('nothing is locked');
    entry.faithful = entry.exitZero;
    await writeFile(join(checkout, 'lesser.lock.json'), JSON.stringify(locked));
    const documents = parseAllDocuments(readFileSync(join(ROOT, 'templates/check.yml'), 'utf8'));
    const [, jobs] = documents.map((document) => document.toJS());
    // The program of this checkout stands for the package that a job installs.
    const [, ...script]: string[] = jobs['kaniko-caps'].script;
    const program = `kaniko-caps() { node ${join(ROOT, 'dist/main.js')} "$@"; }`;
    const ending = await runScript(checkout, [program, ...script].join('\n'), {
      KANIKO_CAPS_BUILDER: BUILDER,
      KANIKO_CAPS_LOCK: 'lesser.lock.json',
      KANIKO_CAPS_OPTIONS: OPTIONS.join(' '),
      CI_NODE_INDEX: '1',
      CI_NODE_TOTAL: '1',
    });
    expect(ending).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('needs more') });
    const [issue] = JSON.parse(await readFile(join(checkout, 'kaniko-caps/code-quality.json'), 'utf8'));
    expect(issue).toMatchObject({ location: { path: 'image/Dockerfile' } });
    expect(await readFile(join(checkout, 'kaniko-caps/junit.xml'), 'utf8')).toContain('<failure');
  });
});
