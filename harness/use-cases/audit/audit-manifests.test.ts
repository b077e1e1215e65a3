import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarnessError } from '../../errors.ts';
import { UNAUDITED } from '../../testing/examples/plans.ts';
import { recordOf } from '../../testing/examples/records.ts';
import { answers } from '../../testing/manifests/answers.ts';
import { TEKTON_CATALOG_KANIKO } from '../../testing/manifests/tekton-catalog-kaniko.ts';
import type { WantedRun } from '../run-order.ts';
import { auditManifests, type FinishedAudit } from './audit-manifests.ts';
import { findManifests } from './find-manifests.ts';

let root = '';

/** A pod that builds a service. */
function pod(service: string, image: string): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: ${service} }
spec:
  containers:
    - name: kaniko
      image: ${image}
      args: [--context=/workspace/services/${service}]
      volumeMounts: [{ name: w, mountPath: /workspace }]
  volumes: [{ name: w, emptyDir: {} }]
`;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'audited-repository-'));
  await mkdir(join(root, '.git'));
  for (let index = 0; index < 30; index += 1) {
    await mkdir(join(root, `services/s${index}`), { recursive: true });
    await writeFile(join(root, `services/s${index}/Dockerfile`), 'FROM scratch\nCOPY Dockerfile /\n');
  }
  await mkdir(join(root, 'deploy/chart'), { recursive: true });
  await mkdir(join(root, 'node_modules/x'), { recursive: true });
  const files = {
    '.gitignore': 'node_modules\n',
    'node_modules/x/pod.yaml': pod('s9', 'kaniko:ignored'),
    'deploy/task.yaml': TEKTON_CATALOG_KANIKO,
    'deploy/run.yaml': `apiVersion: tekton.dev/v1
kind: TaskRun
metadata: { name: s2 }
spec: { taskRef: { name: kaniko }, params: [{ name: CONTEXT, value: services/s2 }] }
`,
    'deploy/pods.yaml': `${pod('s0', 'kaniko:1')}---\n${pod('s1', 'kaniko:2')}`,
    'flags/flag.yaml': pod('s3', 'kaniko:1').replace('args: [', 'args: [--no-such=1, '),
    'flags/plain.yaml': pod('s4', 'kaniko:1'),
    'deploy/asked.yaml': pod('gone', 'kaniko:1'),
    'deploy/chart/kaniko.yaml': 'image: {{ .Values.kaniko }}\n',
    'deploy/chart/other.yaml': 'image: {{ .Values.other }}\n',
    'deploy/service.yaml': 'kind: Service\n',
  };
  await mkdir(join(root, 'flags'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** One executor cannot be had. */
function withoutOne({ plan: { conduct } }: WantedRun): void {
  if (conduct.builder.kind !== 'image' || conduct.builder.reference !== 'kaniko:2') return;
  throw new HarnessError('BUILDER_UNAVAILABLE', 'No builder kaniko:2', { hint: 'Pull it.' });
}

/** Audits what is below a directory of the repository; `assertRuns` throws where a run fails, and what runs is empty. */
async function audit(
  where = 'deploy',
  assertRuns: (wanted: WantedRun) => void = withoutOne,
): Promise<{ readonly finished: FinishedAudit; readonly runs: WantedRun[] }> {
  const runs: WantedRun[] = [];
  const { manifests } = await findManifests([join(root, where), join(root, 'services')]);
  const conduct = {
    builder: { kind: 'any' },
    jobs: null,
    trialsPerPod: 1,
    auxiliaryImage: null,
    watchKernel: false,
    contextLimitBytes: 2 ** 20,
    guesses: { enabled: false, records: [], mismatch: 'refuse' },
  } as const;
  const finished = await auditManifests({
    manifests,
    unread: [],
    foundIn: [root],
    given: answers(),
    overrides: {},
    wish: { environment: {}, task: { kind: 'search' }, policy: UNAUDITED, substitutes: {}, conduct, shard: undefined },
    run: async (wanted) => {
      runs.push(wanted);
      assertRuns(wanted);
      return { record: recordOf([]), directory: '/results/run', interrupted: false };
    },
    out: '/out',
    warn: () => undefined,
  });
  return { finished, runs };
}

describe('a repository', () => {
  it('loses only the build whose flag an executor does not know', async () => {
    const { finished, runs } = await audit('flags', (wanted) => {
      const flags = wanted.plan.question.cases.flatMap(({ configuration }) => configuration.builderFlags);
      if (flags.includes('--no-such=1')) throw new HarnessError('UNKNOWN_FLAG', 'Kaniko has no flag --no-such');
    });
    // Both together, then each by itself.
    expect(runs.map(({ directory }) => directory)).toEqual(['/out', '/out.2', '/out.3']);
    const asked = finished.builds.filter(({ asked: questions }) => questions.some(({ name }) => name === 'builder'));
    expect(asked.map(({ build }) => build.title)).toEqual(['Pod s3, container kaniko']);
  });

  it('is audited with the manifests in it, each linked to the Dockerfile that it builds', async () => {
    const { finished, runs } = await audit();
    const linked = finished.builds.map(({ build, located }) => [
      build.title,
      located?.dockerfile.value.slice(root.length),
    ]);
    expect(linked).toEqual([
      ['Pod gone, container kaniko', undefined],
      ['Pod s0, container kaniko', '/services/s0/Dockerfile'],
      ['Pod s1, container kaniko', '/services/s1/Dockerfile'],
      ['TaskRun s2, step build-and-push', '/services/s2/Dockerfile'],
    ]);
    // A run for each executor.
    expect(runs.map(({ plan }) => plan.question.cases.length)).toEqual([1, 1, 1]);
    expect(finished.unbuilt).toHaveLength(27);
  });

  it('tells what is wrong with manifests of Kaniko, and nothing of other files', async () => {
    const { finished } = await audit();
    expect(finished.problems.map(({ place }) => place.file.slice(root.length))).toEqual(['/deploy/chart/kaniko.yaml']);
    expect(finished.manifests.map((file) => file.slice(root.length + 1))).toEqual([
      'deploy/asked.yaml',
      'deploy/chart/kaniko.yaml',
      'deploy/pods.yaml',
      'deploy/task.yaml',
    ]);
  });

  it('goes on where one executor cannot be had', async () => {
    const { finished } = await audit();
    const asked = finished.builds.map(({ asked: questions }) => questions.map(({ name, answer }) => [name, answer]));
    expect(asked).toEqual([[['context', '--context DIR']], [], [['builder', 'Pull it.']], []]);
  });
});
