import { cp, mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TEKTON_CATALOG_KANIKO } from '../../testing/manifests/tekton-catalog-kaniko.ts';
import { runBuiltProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { describeWithExecutors } from '../../testing/programs/test-executors.ts';

/** A manifest of each system, with the Dockerfile that they build. */
const OF_EACH_SYSTEM = new URL('../../testing/manifests/of-each-system/', import.meta.url);

/** A Job with the five capabilities that are copied most often. */
const POPULAR_JOB = `apiVersion: batch/v1
kind: Job
metadata: { name: build }
spec:
  template:
    spec:
      containers:
        - name: kaniko
          image: gcr.io/kaniko-project/executor:v1.24.0
          args: [--context=/workspace/cases/setgid, --snapshot-mode=redo, --destination=registry/x]
          securityContext:
            seccompProfile: { type: RuntimeDefault }
            allowPrivilegeEscalation: false
            capabilities: { drop: [ALL], add: [CHOWN, SETUID, SETGID, FOWNER, DAC_OVERRIDE] }
          volumeMounts: [{ name: src, mountPath: /workspace }]
      volumes: [{ name: src, emptyDir: {} }]
`;

await describeWithExecutors(
  'an audit with the Kaniko executor %s',
  ['auxiliary', 'busybox'],
  ({ options }) => {
    let scratch: Scratch;
    beforeAll(async () => {
      scratch = await openScratch();
      await mkdir(scratch.path('.git'));
      await writeFile(scratch.path('task.yaml'), TEKTON_CATALOG_KANIKO);
      await writeFile(scratch.path('job.yaml'), POPULAR_JOB);
      await scratch.writeCase('page', ['FROM scratch', 'COPY page /'], { page: 'hello' });
      const setgid = 'RUN echo tool > /tool && chgrp 42 /tool && chmod 2755 /tool';
      await scratch.writeCase('setgid', ['FROM busybox:stable', setgid]);
    });
    afterAll(() => scratch.remove());

    it('finds that the copied five lose a setgid bit, and that a checkout of 65532 needs no default set', async () => {
      const { exitCode, stdout, stderr } = await runBuiltProgram(
        'audit',
        scratch.path('task.yaml'),
        scratch.path('job.yaml'),
        '--set',
        'CONTEXT=cases/page',
        '--json',
        '--out',
        scratch.path('run'),
        ...options,
      );
      expect(exitCode, stderr).toBe(1);
      const [task, job] = JSON.parse(stdout).builds;
      expect(task.standing).toBe('too-much');
      // The files of the context are given away, or opened as another user's: of all capabilities, only these are about files.
      expect(['CHOWN FOWNER', 'FOWNER']).toContain(task.answer.needed.join(' '));
      expect(task.answer.hardening.map(({ result }: { result: string }) => result)).toEqual(['possible', 'possible']);
      expect(job).toMatchObject({
        standing: 'too-little',
        answer: { effect: 'loses-silently', missing: [{ capability: 'FSETID', silent: true }] },
      });
      expect(job.answer.missing[0].what).toContain('lost setgid');
    });

    it('patches manifests of four systems, and finds nothing more to change in them', async () => {
      await cp(OF_EACH_SYSTEM, scratch.path('shop'), { recursive: true });
      await mkdir(scratch.path('shop', '.git'));
      const names = ['ci/tekton-task.yaml', '.gitlab-ci.yml', 'ci/config.toml', 'Jenkinsfile', 'compose.yaml'];
      const audit = (run: string, ...more: readonly string[]) => {
        const manifests = names.map((name) => scratch.path('shop', name));
        return runBuiltProgram('audit', ...manifests, '--out', scratch.path(run), ...more, ...options);
      };
      const first = await audit('first', '--write');
      expect(first.exitCode, first.stderr).toBe(0);
      expect(first.stdout).toContain('4 builds in 5 manifests: 4 granted too much');
      expect(first.stdout).toContain('patch: written into the manifests');
      const second = await audit('second', '--json', '--fail-on-excess');
      expect(second.exitCode, second.stderr).toBe(0);
      const { builds, patch } = JSON.parse(second.stdout);
      const told = builds.map(({ standing, answer }: { standing: string; answer: { proven: boolean } }) => [
        standing,
        answer.proven,
      ]);
      expect(told).toEqual(Array(4).fill(['exact', true]));
      expect(patch).toEqual({ diff: '', notes: [], elsewhere: [], refused: [] });
    });
  },
  600_000,
);
