import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Pod } from 'kubernetes-models/v1/Pod';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { runInProcess } from '../testing/programs/run-in-process.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';

const TEMPLATES = new URL('../../templates/kubernetes/', import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: The schema says what is in it, and a test asks for that first.
type Manifest = any;

async function manifests(name: string): Promise<readonly Manifest[]> {
  const documents = parseAllDocuments(await readFile(new URL(name, TEMPLATES), 'utf8'));
  return documents.map((document) => document.toJS());
}

const MODELS: Readonly<Record<string, new (manifest: Manifest) => { validate(): void }>> = {
  Job,
  PersistentVolumeClaim,
  Pod,
};

/** What a file says of a pod that runs the tool. */
async function podIn(name: string): Promise<Manifest> {
  const [found] = (await manifests(name)).flatMap(({ kind, spec }) => {
    if (kind === 'Job') return [spec.template.spec];
    return kind === 'Pod' ? [spec] : [];
  });
  return found;
}

async function jobIn(name: string): Promise<Manifest> {
  return (await manifests(name)).find(({ kind }) => kind === 'Job');
}

let scratch: Scratch;
beforeEach(async () => {
  scratch = await openScratch();
});
afterEach(() => scratch.remove());

/** Runs the script of a job's container with a program in the place of ours, and gives the command lines that it got. */
async function commandLines(name: string, environment: Readonly<Record<string, string>>, runs: string) {
  const job = await jobIn(name);
  const [container] = job.spec.template.spec.containers;
  const [script] = container.args;
  const calls = join(runs, 'calls');
  const program = join(runs, 'kaniko-caps');
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$*" >> ${calls}\n`);
  await chmod(program, 0o755);
  const declared = (container.env ?? []).map((one: { name: string; value: string }) => [one.name, one.value]);
  execFileSync('/bin/sh', ['-c', script.replaceAll('/runs', runs)], {
    env: { ...Object.fromEntries(declared), ...environment, PATH: `${runs}:${process.env['PATH']}` },
  });
  return (await readFile(calls, 'utf8')).trimEnd().split('\n');
}

describe('the templates for a cluster', () => {
  const names = ['shards.yaml', 'merge.yaml', 'pod.yaml'];

  it.each(names)('are valid: %s', async (name) => {
    for (const manifest of await manifests(name)) {
      const Model = MODELS[manifest.kind];
      expect(Model).toBeDefined();
      expect(() => Model && new Model(manifest).validate()).not.toThrow();
    }
  });

  it.each(names)('need no root, and write nothing but what is mounted: %s', async (name) => {
    const spec = await podIn(name);
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const { securityContext } of [...(spec.initContainers ?? []), ...spec.containers]) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  it('run each shard once, with commands that the program knows', async () => {
    const { spec } = await jobIn('shards.yaml');
    const [{ env }] = spec.template.spec.containers;
    expect(env).toContainEqual({ name: 'SHARDS', value: String(spec.completions) });
    for (let index = 0; index < spec.completions; index += 1) {
      const runs = scratch.path(`fresh-${index}`);
      await mkdir(runs);
      const [line = '', ...more] = await commandLines('shards.yaml', { JOB_COMPLETION_INDEX: String(index) }, runs);
      expect(more).toEqual([]);
      expect(line).toContain(`--shard ${index + 1}/${spec.completions} --out ${runs}/check-1/shard-${index + 1}`);
      // It understood the command line, and finds no lock file here.
      expect((await runInProcess(...line.split(' '))).stderr).toContain('[NO_LOCK_FILE]');
    }
  });

  it('go on with a shard whose pod was lost', async () => {
    await mkdir(scratch.path('check-1/shard-2'), { recursive: true });
    await writeFile(scratch.path('check-1/shard-2/journal.jsonl'), 'begun');
    const runs = scratch.path('.');
    const [line = ''] = await commandLines('shards.yaml', { JOB_COMPLETION_INDEX: '1' }, runs);
    expect(line).toMatch(new RegExp(`^discover --resume ${runs}/check-1/shard-2 --aux-image `));
    expect((await runInProcess(...line.split(' '))).stderr).toContain('[NO_RUN]');
  });

  it('pass the end of a pod on to the program, and wait until it has ended its trials', async () => {
    const job = await jobIn('shards.yaml');
    const [script] = job.spec.template.spec.containers[0].args;
    const program = `#!/bin/sh\ntrap 'sleep 0.2; echo ended; exit 130' TERM\necho begun\nwhile :; do sleep 0.1; done\n`;
    await writeFile(scratch.path('kaniko-caps'), program, { mode: 0o755 });
    const env = { JOB_COMPLETION_INDEX: '0', RUN: 'x', PATH: `${scratch.path('.')}:${process.env['PATH']}` };
    const shell = spawn('/bin/sh', ['-c', script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    shell.stdout.on('data', (piece: Buffer) => {
      if (said === '') shell.kill('SIGTERM');
      said += piece.toString('utf8');
    });
    const [code] = await once(shell, 'close');
    expect({ code, said }).toEqual({ code: 130, said: 'begun\nended\n' });
  });

  it('merge all shards, and check what they found', async () => {
    const runs = scratch.path('runs');
    for (const shard of ['shard-1', 'shard-2']) await mkdir(join(runs, 'check-1', shard), { recursive: true });
    const [merge = '', check = ''] = await commandLines('merge.yaml', {}, runs);
    const at = join(runs, 'check-1');
    expect(merge).toBe(`merge --out ${at}/merged ${at}/shard-1 ${at}/shard-2`);
    expect((await runInProcess(...merge.split(' '))).stderr).toContain('[NO_RUN]');
    expect((await runInProcess(...check.split(' '))).stderr).toContain('[NO_LOCK_FILE]');
  });

  it('have an image in which the program is found, and whose user is no root', async () => {
    const [containerfile, { bin }] = await Promise.all([
      readFile(new URL('Containerfile', TEMPLATES), 'utf8'),
      readFile(new URL('../../package.json', import.meta.url), 'utf8').then(JSON.parse),
    ]);
    expect(containerfile).toContain(`ln -s /opt/kaniko-caps/${bin['kaniko-caps']} /usr/local/bin/kaniko-caps`);
    expect(containerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
  });
});
