import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KANIKO_SETTING_RULES } from '../../builders/kaniko/kaniko-setting-rules.ts';
import { formatSet } from '../../capabilities/capability-set.ts';
import type { CaseOverrides } from '../../corpus/case-overrides.ts';
import type { GivenAnswers } from '../../manifest/model/system.ts';
import { readManifests } from '../../manifest/read-manifests.ts';
import { answers } from '../../testing/manifests/answers.ts';
import { planAudit } from './plan-audit.ts';

let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'audit-'));
  await mkdir(join(root, '.git'));
  await mkdir(join(root, 'ci'));
  await mkdir(join(root, 'services/api'), { recursive: true });
  await writeFile(join(root, 'services/api/Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
  await writeFile(join(root, 'services/api/Broken'), 'FROM scratch\nNONSENSE x\n');
  await writeFile(join(root, 'services/api/case.json'), JSON.stringify({ builderFlags: ['--cleanup'], cache: 'warm' }));
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** A pod that calls the executor with these words. */
function plan(
  args: readonly string[],
  container: object = {},
  told: Partial<GivenAnswers> = {},
  configuration = {},
  overrides: CaseOverrides = {},
  volumes: readonly object[] = [{ name: 's', emptyDir: {} }],
) {
  const text = JSON.stringify({
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: {
      containers: [
        { name: 'k', image: 'kaniko:1', args, volumeMounts: [{ name: 's', mountPath: '/src' }], ...container },
      ],
      volumes,
    },
  });
  const given = answers(told);
  const { builds } = readManifests([{ file: join(root, 'ci/pod.yaml'), text }], given);
  return planAudit(builds, {
    given,
    overrides: { ...overrides, configuration },
    rules: KANIKO_SETTING_RULES,
    contextLimitBytes: 2 ** 20,
    environment: { FROM_HERE: 'there-and-back' },
    warn: () => undefined,
  });
}

describe('the cases of a declared build', () => {
  it('have exactly its configuration, whatever a case.json says', async () => {
    const { cases, builds } = await plan(
      [
        '--context=/src/services/api',
        '--snapshot-mode=redo',
        '--single-snapshot',
        '--destination=x',
        '--build-arg',
        'A=b',
      ],
      {
        env: [
          { name: 'FF_KANIKO_X', value: 'true' },
          { name: 'AWS_SECRET_KEY', value: 'x' },
        ],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { add: ['SYS_PTRACE'] } },
      },
    );
    expect(cases).toHaveLength(1);
    expect(cases[0]).toMatchObject({
      id: 'pod-p-k',
      dockerfile: join(root, 'services/api/Dockerfile'),
      contextDirectory: join(root, 'services/api'),
      buildArguments: { A: 'b' },
      configuration: {
        context: { kind: 'dir', path: '/src/services/api', owner: { uid: 0, gid: 0 } },
        cache: 'off',
        builderFlags: ['--snapshot-mode=redo', '--single-snapshot'],
        builderEnvironment: { FF_KANIKO_X: 'true' },
        noNewPrivileges: true,
        seccomp: 'unconfined',
        user: null,
      },
    });
    expect(formatSet(cases[0]?.universe ?? (0n as never))).toContain('SYS_PTRACE');
    expect(builds[0]?.notes).toEqual(['Trials run without the variables AWS_SECRET_KEY.']);
  });

  it('are two where it has a cache', async () => {
    const { cases, builds } = await plan(['--context=/src/services/api', '--cache']);
    expect(cases.map(({ id }) => id)).toEqual(['pod-p-k.cold-cache', 'pod-p-k.warm-cache']);
    expect(builds[0]?.cases).toHaveLength(2);
  });

  it('find the Dockerfile by its path in the container, and below the context', async () => {
    for (const file of ['/src/services/api/Dockerfile', 'services/api/Dockerfile']) {
      const { cases } = await plan(['--context=/src', `--dockerfile=${file}`]);
      expect(cases[0]?.dockerfile, file).toBe(join(root, 'services/api/Dockerfile'));
    }
  });

  it('are asked for where the repository does not have them', async () => {
    const asked = async (...args: readonly string[]) => (await plan(args)).builds[0]?.asked;
    expect(await asked('--context=/src/web')).toMatchObject([{ answer: '--context DIR' }]);
    expect(await asked('--context=/src/services/api', '-f', 'Other')).toMatchObject([{ answer: '--dockerfile FILE' }]);
    expect(await asked('--context=git://x/y')).toMatchObject([{ name: 'context' }]);
    expect(await asked('--context=/src/services/api', '--target=$(STAGE)')).toMatchObject([
      { answer: '--set STAGE=VALUE' },
    ]);
    expect(await asked('--context=/src/services/api', '-f', 'Broken')).toMatchObject([{ name: 'BAD_DOCKERFILE' }]);
  });

  it('are asked for where they are outside of the repository, also behind a link', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await writeFile(join(outside, 'Dockerfile'), 'FROM scratch\n');
    await symlink(outside, join(root, 'linked'));
    await symlink(join(outside, 'Dockerfile'), join(root, 'services/api/Linked'));
    const volumes = [{ name: 's', hostPath: { path: outside } }];
    const asked = async (...call: Parameters<typeof plan>) => (await plan(...call)).builds[0]?.asked;
    const because = expect.stringContaining('is outside of the repository');
    expect(await asked(['--context=/src'], {}, {}, {}, {}, volumes)).toMatchObject([
      { answer: '--context DIR', because },
    ]);
    expect(await asked(['--context=/src/linked'])).toMatchObject([{ answer: '--context DIR', because }]);
    for (const file of ['Linked', `../../linked/Dockerfile`]) {
      const question = { answer: '--dockerfile FILE', because };
      expect(await asked(['--context=/src/services/api', '-f', file]), file).toMatchObject([question]);
    }
    expect(await asked(['--context=/src'], {}, { context: outside })).toEqual([]);
    await rm(outside, { recursive: true });
  });

  it('are where the command line says', async () => {
    const { cases } = await plan(
      ['--context=git://x/y'],
      {},
      {
        context: join(root, 'services/api'),
        dockerfile: join(root, 'services/api/Dockerfile'),
      },
    );
    expect(cases[0]?.configuration.context).toMatchObject({ kind: 'dir', path: '/workspace', modes: 'git' });
  });

  it('belong to whom the command line says, and are told so', async () => {
    const { cases, builds } = await plan(['--context=/src/services/api'], {}, {}, { contextOwner: '1000:7' });
    expect(cases[0]?.configuration.context.owner).toEqual({ uid: 1000, gid: 7 });
    expect(builds[0]?.build.owner).toMatchObject({ value: { uid: 1000 }, from: { kind: 'given' } });
  });

  it('have the build arguments of the command line before those of the manifest, and each is told with where it comes from', async () => {
    const args = ['A', 'B', 'FROM_HERE', 'NPM_TOKEN'].flatMap((name) => ['--build-arg', `${name}=of-the-manifest`]);
    const overrides = { buildArguments: { B: 'given', C: 'more' }, argumentsFromEnvironment: ['FROM_HERE'] };
    const { cases, builds } = await plan(['--context=/src/services/api', ...args], {}, {}, {}, overrides);
    expect(cases[0]).toMatchObject({
      buildArguments: { A: 'of-the-manifest', B: 'given', C: 'more' },
      secretArguments: [
        { name: 'FROM_HERE', from: { kind: 'environment' } },
        { name: 'NPM_TOKEN', from: { kind: 'stand-in' } },
      ],
    });
    const told = builds[0]?.build.buildArguments.map(({ name, value, from }) => [
      name,
      value.value,
      from.kind === 'given' ? from.option : from.kind,
    ]);
    const hidden = '(a secret, not shown)';
    expect(told).toEqual([
      ['A', 'of-the-manifest', 'written'],
      ['NPM_TOKEN', hidden, 'written'],
      ['B', 'given', '--build-arg B'],
      ['C', 'more', '--build-arg C'],
      ['FROM_HERE', hidden, '--build-arg-env FROM_HERE'],
    ]);
    expect(builds[0]?.notes).toEqual([expect.stringContaining('stand-ins for the values of NPM_TOKEN')]);
  });

  it('keep the value of a secret that the command line gives, and tell it nowhere', async () => {
    const overrides = { buildArguments: { NPM_TOKEN: 'hunter2hunter2' } };
    const { cases, builds } = await plan(['--context=/src/services/api'], {}, {}, {}, overrides);
    expect(cases[0]?.secretArguments).toEqual([{ name: 'NPM_TOKEN', from: { kind: 'command-line' } }]);
    expect(
      JSON.stringify([cases, builds], (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toContain('hunter2');
    const notTried = await plan(['--context=/none'], {}, {}, {}, overrides);
    expect(notTried.builds[0]?.build.buildArguments).toMatchObject([
      { name: 'NPM_TOKEN', value: { value: expect.stringContaining('secret') } },
    ]);
  });

  it('have nothing of the secrets of a manifest, wherever they were put', async () => {
    const environment = [
      { name: 'TOKEN', value: 'precious-1' },
      { name: 'URL', value: 'https://me:precious-2@example.org' },
    ];
    const args = [
      '--context=/src/services/api',
      '--build-arg=A=$(TOKEN)',
      '--label=password=precious-3',
      '--git=branch=$(TOKEN)',
    ];
    const planned = await plan(args, { env: environment });
    expect(JSON.stringify(planned, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toMatch(
      /precious/,
    );
    expect(planned.builds[0]?.notes).toContain(
      'Secrets of the manifest are not shown. Trials have *** in their place.',
    );
    expect(planned.cases[0]?.configuration.builderEnvironment).toEqual({ URL: 'https://me@example.org' });
    expect(planned.builds[0]?.build.names).toContainEqual(expect.objectContaining({ name: 'TOKEN', value: '***' }));
    const { builds } = await plan(['--context=git://$(TOKEN)@example.org/x'], { env: environment });
    expect(builds[0]?.asked[0]?.because).toContain('git://***@example.org/x');
  });

  it('get a downloaded context as a tar', async () => {
    const { cases } = await plan(['--context=s3://bucket/x.tar.gz'], {}, { context: join(root, 'services/api') });
    expect(cases[0]?.configuration.context.kind).toBe('tar');
  });
});
