import { describe, expect, it } from 'vitest';
import { formatSet } from '../../../capabilities/capability-set.ts';
import { answers } from '../../../testing/manifests/answers.ts';
import { TEKTON_CATALOG_KANIKO } from '../../../testing/manifests/tekton-catalog-kaniko.ts';
import { readManifests } from '../../read-manifests.ts';

function read(texts: Record<string, string>, names: Record<string, string> = {}) {
  const files = Object.entries(texts).map(([file, text]) => ({ file, text }));
  return readManifests(files, answers({ names }));
}

const PIPELINE = `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: ci }
spec:
  params:
    - { name: dir, default: services/api }
  tasks:
    - name: fetch
      taskRef: { name: git-clone }
      workspaces: [{ name: output, workspace: shared }]
    - name: build
      taskRef: { name: kaniko }
      params:
        - { name: IMAGE, value: "registry/x:$(tasks.fetch.results.commit)" }
        - { name: CONTEXT, value: $(params.dir) }
        - { name: EXTRA_ARGS, value: [--snapshot-mode=redo, "--build-arg=DIR=$(params.dir)"] }
      workspaces: [{ name: source, workspace: shared }]
`;

describe("the kaniko task of Tekton's catalog", () => {
  const { builds, problems } = read({ 'task.yaml': TEKTON_CATALOG_KANIKO });
  const [build] = builds;

  it('is one build, and its second step is none', () => {
    expect(problems).toEqual([]);
    expect(builds.map(({ id, title }) => [id, title])).toEqual([
      ['task.yaml#Task/kaniko/build-and-push', 'Task kaniko, step build-and-push'],
    ]);
  });

  it('takes the defaults of its parameters, and asks for none that only says where the image goes', () => {
    expect(build?.image?.value).toMatch(/^gcr\.io\/kaniko-project\/executor:v1\.5\.1@sha256:/);
    expect(build?.context.value).toMatchObject({ kind: 'directory', path: '/workspace/source', within: '' });
    expect(build?.dockerfile).toMatchObject({ value: './Dockerfile', from: { place: { line: 43 } } });
    expect(build?.names).toContainEqual({
      name: 'DOCKERFILE',
      value: './Dockerfile',
      from: { kind: 'written', place: { file: 'task.yaml', line: 15 } },
    });
    expect(build?.asked).toEqual([]);
  });

  it('says whom the files probably belong to, and what containerd grants', () => {
    expect(build?.owner).toMatchObject({ value: { uid: 65532, gid: 65532 }, from: { kind: 'assumed' } });
    expect(build?.security.user).toMatchObject({ value: { id: 0 }, from: { place: { line: 51 } } });
    expect(formatSet(build?.security.inForce ?? (0n as never)).split(',')).toHaveLength(14);
    expect(build?.patch).toMatchObject({ kind: 'yaml', document: 0, path: ['spec', 'steps', 0], shape: 'kubernetes' });
  });

  it('takes what the command line says', () => {
    const [told] = read(
      { 'task.yaml': TEKTON_CATALOG_KANIKO },
      { CONTEXT: 'web', EXTRA_ARGS: '--cache=true,--cleanup' },
    ).builds;
    expect(told?.context.value).toMatchObject({ path: '/workspace/source/web', within: 'web' });
    expect(told?.cache.value).toBe(true);
    expect(told?.flags.map(({ name }) => name)).toContain('cleanup');
    expect(told?.names.find(({ name }) => name === 'EXTRA_ARGS')).toBeUndefined();
  });
});

describe('a task that is not given', () => {
  it('is asked for where it is called after Kaniko, whoever keeps it', () => {
    expect(read({ 'ci.yaml': PIPELINE })).toMatchObject({
      builds: [],
      problems: [{ kind: 'limit', place: { line: 12 }, what: expect.stringContaining('the Task kaniko') }],
    });
    const run = (reference: string) =>
      read({ 'run.yaml': `apiVersion: tekton.dev/v1\nkind: TaskRun\nspec: { taskRef: ${reference} }\n` });
    const resolved = run('{ resolver: hub, params: [{ name: kind, value: task }, { name: name, value: kaniko }] }');
    expect(resolved.problems).toMatchObject([{ what: expect.stringContaining('the Task kaniko') }]);
    expect(run('{ name: golang-test }').problems).toMatchObject([{ kind: 'unknown' }]);
  });

  it('is the one that a resolver names where it is given', () => {
    const { builds, problems } = read({
      'task.yaml': TEKTON_CATALOG_KANIKO,
      'ci.yaml': PIPELINE.replace('{ name: kaniko }', '{ resolver: cluster, params: [{ name: name, value: kaniko }] }'),
    });
    expect(problems).toEqual([]);
    expect(builds).toMatchObject([{ title: 'task build of Pipeline ci, step build-and-push' }]);
  });
});

describe('a step and the template of its task', () => {
  const security = (step: string, template: string) =>
    formatSet(
      read({
        't.yaml': `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec:
  stepTemplate: { securityContext: ${template} }
  steps: [{ name: build, image: gcr.io/kaniko-project/executor, args: [--no-push], securityContext: ${step} }]
`,
      }).builds[0]?.security.inForce ?? (0n as never),
    );

  it('are merged field by field, and each list of capabilities is one field', () => {
    expect(security('{ capabilities: { add: [CHOWN] } }', '{ capabilities: { drop: [ALL], add: [FOWNER] } }')).toBe(
      'CHOWN',
    );
    expect(security('{ capabilities: { drop: [all] } }', '{ capabilities: { add: [FOWNER] } }')).toBe('FOWNER');
    expect(security('{ runAsUser: 0 }', '{ capabilities: { drop: [ALL], add: [FOWNER] } }')).toBe('FOWNER');
  });
});

describe('paths in the values of parameters', () => {
  const task = `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: kaniko }
spec:
  workspaces: [{ name: source }]
  params: [{ name: CONTEXT, default: $(workspaces.source.path)/web }, { name: EXTRA, type: array, default: ["-f=$(workspaces.source.path)/D"] }]
  steps: [{ name: build, image: kaniko, args: [--context=$(params.CONTEXT), "$(params.EXTRA[*])"] }]
`;

  it('are replaced after the parameters are, also where a pipeline gives them', () => {
    expect(read({ 't.yaml': task }).builds[0]).toMatchObject({
      context: { value: { path: '/workspace/source/web', within: 'web' } },
      dockerfile: { value: '/workspace/source/D' },
      asked: [],
    });
    const pipeline = PIPELINE.replace('value: $(params.dir)', 'value: "$(workspaces.source.path)/$(params.dir)"');
    expect(read({ 't.yaml': task, 'ci.yaml': pipeline }).builds[0]).toMatchObject({
      context: { value: { within: 'services/api' } },
      asked: [],
    });
  });
});

describe('a task that other documents use', () => {
  it('is a build of the pipeline, with its values, to be patched in the task', () => {
    const { builds, problems } = read({ 'task.yaml': TEKTON_CATALOG_KANIKO, 'ci.yaml': PIPELINE });
    expect(problems).toEqual([]);
    expect(builds).toHaveLength(1);
    expect(builds[0]).toMatchObject({
      title: 'task build of Pipeline ci, step build-and-push',
      place: { file: 'task.yaml' },
      context: { value: { path: '/workspace/source/services/api' } },
      buildArguments: [{ name: 'DIR', value: { value: 'services/api' } }],
      patch: { place: { file: 'task.yaml' } },
      owner: { value: { uid: 65532 }, from: { because: expect.stringContaining('the task git-clone fills it') } },
      asked: [],
    });
  });

  it('has the values of the run before those of the pipeline', () => {
    const run = `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { generateName: ci- }
spec:
  pipelineRef: { name: ci }
  params: [{ name: dir, value: services/web }]
  taskRunTemplate: { podTemplate: { securityContext: { fsGroup: 1234 } } }
`;
    const { builds } = read({ 'a.yaml': `${TEKTON_CATALOG_KANIKO}---\n${PIPELINE}---\n${run}` });
    expect(builds).toMatchObject([{ context: { value: { within: 'services/web' } }, owner: { value: { gid: 1234 } } }]);
  });

  it('has of its node what the templates of the run and the volumes of the task have', () => {
    const run = `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { generateName: ci- }
spec:
  pipelineRef: { name: ci }
  taskRunTemplate:
    podTemplate:
      securityContext: { fsGroup: 1, runAsUser: 7 }
      hostNetwork: true
  taskRunSpecs:
    - pipelineTaskName: build
      podTemplate:
        securityContext: { runAsUser: 0 }
        volumes: [{ name: cache, hostPath: { path: /var/cache } }]
    - pipelineTaskName: other
      podTemplate: { volumes: [{ name: x, hostPath: { path: /x } }] }
`;
    const task = TEKTON_CATALOG_KANIKO.replace(
      '  steps:\n',
      '  volumes: [{ name: docker, hostPath: { path: /var/run/docker.sock } }]\n  steps:\n',
    );
    const { builds } = read({ 'run.yaml': run, 'task.yaml': task, 'ci.yaml': PIPELINE });
    expect(builds.map(({ security }) => security.hostAccess)).toMatchObject([
      [
        { value: 'hostPath', from: { place: { file: 'task.yaml' } } },
        { value: 'hostPath', from: { place: { file: 'run.yaml', line: 14 } } },
        { value: 'hostNetwork', from: { place: { file: 'run.yaml', line: 9 } } },
      ],
    ]);
    // The nearer template has its own security context: that of the run does not count.
    expect(builds[0]?.owner.value).not.toMatchObject({ gid: 1 });
    expect(read({ 'task.yaml': TEKTON_CATALOG_KANIKO }).builds[0]?.security.hostAccess).toEqual([]);
  });

  it('may be in a TaskRun itself, with a template and a StepAction', () => {
    const { builds } = read({
      'run.yaml': `apiVersion: tekton.dev/v1
kind: TaskRun
metadata: { name: one }
spec:
  taskSpec:
    stepTemplate:
      env: [{ name: STAGE, value: prod }]
      securityContext: { capabilities: { drop: [ALL], add: [CHOWN] } }
    workspaces: [{ name: src, mountPath: /src }]
    steps:
      - name: clone
        image: alpine/git
        securityContext: { runAsUser: 1000 }
        script: git clone $(params.url) $(workspaces.src.path)
      - name: build
        ref: { name: kaniko-build }
        params: [{ name: dir, value: $(workspaces.src.path) }]
---
apiVersion: tekton.dev/v1beta1
kind: StepAction
metadata: { name: kaniko-build }
spec:
  params: [{ name: dir }, { name: file, default: Dockerfile }]
  image: gcr.io/kaniko-project/executor:debug
  script: |
    #!/busybox/sh
    set -e
    /kaniko/executor --context=$(params.dir) -f "$(params.file)" \\
      --target "$STAGE" --build-arg DATE=$(date +%F)
`,
    });
    expect(builds).toMatchObject([
      {
        title: 'TaskRun one, step build',
        context: { value: { path: '/src' }, from: { place: { line: 28 } } },
        dockerfile: { value: 'Dockerfile' },
        target: { value: 'prod' },
        owner: { value: { uid: 1000, gid: 1000 } },
        patch: { document: 1, path: ['spec'] },
        asked: [{ name: '$(date +%F)' }],
      },
    ]);
    expect(formatSet(builds[0]?.security.inForce ?? (0n as never))).toBe('CHOWN');
  });

  it('is asked for a parameter that decides the build', () => {
    const task = TEKTON_CATALOG_KANIKO.replace('      default: ./\n', '');
    expect(read({ 't.yaml': task }).builds[0]?.asked).toMatchObject([
      { name: 'CONTEXT', answer: '--set CONTEXT=VALUE' },
    ]);
    expect(read({ 't.yaml': task }, { CONTEXT: 'x' }).builds[0]?.asked).toEqual([]);
  });

  it('names a StepAction that is not given', () => {
    const task = `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec: { steps: [{ name: build, ref: { name: kaniko } }] }
`;
    expect(read({ 't.yaml': task }).problems).toMatchObject([{ what: expect.stringContaining('StepAction kaniko') }]);
  });
});
