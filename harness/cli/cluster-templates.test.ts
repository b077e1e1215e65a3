import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
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
  it.each(['shards.yaml', 'merge.yaml'])('are valid: %s', async (name) => {
    for (const manifest of await manifests(name)) {
      const Model = manifest.kind === 'Job' ? Job : PersistentVolumeClaim;
      expect(() => new Model(manifest).validate()).not.toThrow();
    }
  });

  it.each(['shards.yaml', 'merge.yaml'])('need no root, and write nothing but what is mounted: %s', async (name) => {
    const { spec } = (await jobIn(name)).spec.template;
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const { securityContext } of [...spec.initContainers, ...spec.containers]) {
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
      expect(line).toContain(`--shard ${index + 1}/${spec.completions} --out ${runs}/shard-${index + 1}`);
      // It understood the command line, and finds no lock file here.
      expect((await runInProcess(...line.split(' '))).stderr).toContain('[NO_LOCK_FILE]');
    }
  });

  it('go on with a shard whose pod was lost', async () => {
    await mkdir(scratch.path('shard-2'));
    await writeFile(scratch.path('shard-2/journal.jsonl'), 'begun');
    const runs = scratch.path('.');
    const [line = ''] = await commandLines('shards.yaml', { JOB_COMPLETION_INDEX: '1' }, runs);
    expect(line).toBe(`discover --resume ${runs}/shard-2`);
    expect((await runInProcess(...line.split(' '))).stderr).toContain('[NO_RUN]');
  });

  it('merge all shards, and check what they found', async () => {
    const runs = scratch.path('runs');
    for (const shard of ['shard-1', 'shard-2']) await mkdir(join(runs, shard), { recursive: true });
    const [merge = '', check = ''] = await commandLines('merge.yaml', {}, runs);
    expect(merge).toBe(`merge --out ${runs}/merged ${runs}/shard-1 ${runs}/shard-2`);
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
