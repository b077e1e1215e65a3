import { describe, expect, it } from 'vitest';
import { EMPTY_SET, formatSet } from '../../../capabilities/capability-set.ts';
import { answers } from '../../../testing/manifests/answers.ts';
import type { GivenAnswers } from '../../model/system.ts';
import { readManifests } from '../../read-manifests.ts';

function read(text: string, given: GivenAnswers = answers()) {
  return readManifests([{ file: '.github/workflows/image.yml', text }], given);
}

const workflow = (job: string): string =>
  `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n${job.replace(/^/gm, '    ')}\n`;

const ACTION = `name: image
on:
  workflow_dispatch:
    inputs:
      dockerfile: { default: docker/Dockerfile }
env:
  VERSION: "1.2"
jobs:
  build:
    runs-on: ubuntu-24.04
    strategy:
      matrix:
        app: [api, web]
        include:
          - app: web
            target: nginx
    steps:
      - uses: actions/checkout@v4
      - name: Build
        if: github.ref == 'refs/heads/main'
        uses: docker://gcr.io/kaniko-project/executor:v1.24.0
        env: { TAG: "v\${{ env.VERSION }}" }
        with:
          args: >-
            --context=/github/workspace/\${{ matrix.app }} --dockerfile \${{ github.event.inputs.dockerfile || 'D' }}
            --target=\${{ matrix.target || 'dev' }} "--label=tag=\${{ env.TAG }}" --destination=x:\${{ github.sha }}
`;

describe('a container action', () => {
  const { builds, problems } = read(ACTION);

  it('is a build for each run of the matrix, under the condition of its step', () => {
    expect(problems).toEqual([]);
    expect(builds.map(({ id, title }) => [id, title])).toEqual([
      ['.github/workflows/image.yml#jobs/build/Build', 'job build (app=api), step Build'],
      ['.github/workflows/image.yml#jobs/build/Build.2', 'job build (app=web, target=nginx), step Build'],
    ]);
    expect(builds[0]).toMatchObject({
      system: 'github',
      place: { line: 19 },
      image: { value: 'gcr.io/kaniko-project/executor:v1.24.0', place: { line: 21 } },
      onlyIf: "github.ref == 'refs/heads/main'",
    });
  });

  it('has its words split and its expressions filled', () => {
    expect(builds[0]).toMatchObject({
      dockerfile: { value: 'docker/Dockerfile' },
      target: { value: 'dev' },
      context: { value: { path: '/github/workspace/api', within: 'api' } },
      asked: [],
    });
    expect(builds[0]?.flags.map(({ value }) => value?.value)).toEqual(['tag=v1.2']);
    expect(builds[1]?.target.value).toBe('nginx');
  });

  it('asks for what only the runner computes', () => {
    const text = ACTION.replace('matrix.target ||', 'vars.TARGET ||');
    expect(read(text).builds[0]?.asked).toMatchObject([{ name: "vars.TARGET || 'dev'" }]);
    expect(read(text, answers({ names: { TARGET: 'prod' } })).builds[0]?.target.value).toBe('prod');
  });

  it("has the runner's checkout, and Docker's defaults that no option changes", () => {
    expect(builds[0]).toMatchObject({
      owner: { value: { uid: 1001, gid: 1001 } },
      modes: { value: 'git' },
      security: { namesCapabilities: false, runtime: { value: 'docker' }, seccomp: { value: 'default' } },
      patch: { kind: 'elsewhere', format: 'docker-run' },
    });
  });
});

const CONTAINER = workflow(`env: { F: docker/Dockerfile }
defaults: { run: { working-directory: services } }
container:
  image: gcr.io/kaniko-project/executor:v1.24.0-debug
  env: { DOCKER_CONFIG: /kaniko/.docker }
  options: --cap-drop ALL --cap-add CHOWN --cap-add=SETUID --security-opt no-new-privileges
steps:
  - uses: actions/checkout@v4
  - id: image
    shell: sh
    run: |
      mkdir -p /kaniko/.docker
      /kaniko/executor --context "$GITHUB_WORKSPACE/app" \\
        --dockerfile "\${{ github.workspace }}/$F" \\
        --destination "\${{ secrets.REGISTRY }}/x"
      cd api && /kaniko/executor --context .`);

describe('a job in a container', () => {
  const { builds, problems } = read(CONTAINER);

  it('is a build for each call of its scripts', () => {
    expect(problems).toEqual([]);
    expect(builds.map(({ place, context }) => [place.line, context.value])).toEqual([
      [13, expect.objectContaining({ path: '/__w/repository/repository/app', within: 'app' })],
      [13, expect.objectContaining({ path: '/__w/repository/repository/services/api', within: 'services/api' })],
    ]);
    expect(builds[0]).toMatchObject({
      dockerfile: { value: '/__w/repository/repository/docker/Dockerfile' },
      context: { from: { place: { line: 17 } } },
      asked: [],
    });
  });

  it('is granted what its options say, which is where its set is to be written', () => {
    expect(formatSet(builds[0]?.security.inForce ?? EMPTY_SET)).toBe('CHOWN,SETUID');
    expect(builds[0]?.security.noNewPrivileges.value).toBe(true);
    expect(builds[0]?.patch).toMatchObject({
      kind: 'yaml',
      shape: 'github-options',
      document: 0,
      path: ['jobs', 'build', 'container'],
      place: { line: 8 },
    });
  });

  it('has files of the user of its container, because the checkout runs in it', () => {
    expect(builds[0]?.owner.value).toEqual({ uid: 0, gid: 0 });
    const other = CONTAINER.replace('no-new-privileges', 'no-new-privileges --user 1001:1002');
    expect(read(other).builds[0]).toMatchObject({
      owner: { value: { uid: 1001, gid: 1002 } },
      security: { user: { value: { id: 1001, groupId: 1002 } } },
    });
  });

  it('may name its image alone', () => {
    const { builds: found } = read(workflow('container: x/kaniko:debug\nsteps:\n  - run: /kaniko/executor -c .'));
    expect(found[0]).toMatchObject({
      image: { value: 'x/kaniko:debug' },
      patch: { path: ['jobs', 'build', 'container'] },
    });
  });
});

describe('a script on the machine', () => {
  it('starts executors with docker run', () => {
    const { builds } = read(
      workflow(`steps:
  - run: |
      docker run --rm --cap-drop=ALL --cap-add=CHOWN -v "\${{ github.workspace }}/app:/workspace" \\
        gcr.io/kaniko-project/executor:\${{ vars.KANIKO }} --context /workspace`),
      answers({ names: { KANIKO: 'v1.24.0' } }),
    );
    expect(builds[0]).toMatchObject({
      id: '.github/workflows/image.yml#jobs/build/1',
      place: { line: 7 },
      image: { value: 'gcr.io/kaniko-project/executor:v1.24.0' },
      owner: { value: { uid: 1001, gid: 1001 } },
      context: { value: { mount: { source: { value: 'app' }, sourceBase: 'repository' } } },
      patch: { kind: 'elsewhere', format: 'docker-run' },
    });
    expect(formatSet(builds[0]?.security.inForce ?? EMPTY_SET)).toBe('CHOWN');
  });
});

describe('an action of the repository', () => {
  it('is a container with arguments, or made of steps', () => {
    const text = `name: kaniko
inputs: { context: { default: . }, target: { required: true } }
runs:
  using: docker
  image: docker://gcr.io/kaniko-project/executor:v1.24.0
  args: ["--context", "\${{ inputs.context }}", "--target=\${{ inputs.target }}"]`;
    expect(read(text).builds[0]).toMatchObject({
      title: 'action kaniko',
      context: { value: { path: '/github/workspace' } },
      asked: [{ name: 'inputs.target', answer: '--set inputs.target=VALUE' }],
    });
    const composite = `runs:\n  using: composite\n  steps: [{ uses: "docker://x/kaniko:1", with: { args: -c app } }]`;
    expect(read(composite).builds[0]?.context.value).toMatchObject({ within: 'app' });
  });

  it('of others is told, because it calls the executor in its own way', () => {
    const { problems } = read(workflow('steps:\n  - uses: int128/kaniko-action@v1'));
    expect(problems).toMatchObject([{ kind: 'limit', place: { line: 6 } }]);
  });
});

describe('hostile input', () => {
  it.each([
    workflow('steps: 3'),
    workflow('container: [a]\nsteps: [{ run: [x] }, { uses: {} }, 7]'),
    workflow(`strategy: { matrix: { ${Array.from({ length: 20 }, (_, i) => `a${i}: [1,2,3,4]`).join(', ')} } }
steps: [{ uses: "docker://x/kaniko:1", with: { args: "-c ." } }]`),
    workflow(`steps: [{ uses: "docker://x/kaniko:1", with: { args: "${'${{ '.repeat(20_000)}" } }]`),
    workflow(
      `env: { A: "\${{ env.A }}", B: "\${{ env.C }}", C: "\${{ env.B }}" }\nsteps: [{ run: docker run x/kaniko -c $A }]`,
    ),
  ])('is read or told, and ends: %#', (text) => {
    expect(read(text).builds.length).toBeLessThanOrEqual(50);
  });
});
