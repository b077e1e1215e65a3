import { describe, expect, it } from 'vitest';
import { EMPTY_SET, formatSet } from '../../../capabilities/capability-set.ts';
import { answers } from '../../../testing/manifests/answers.ts';
import { readManifests } from '../../read-manifests.ts';

function read(text: string, names: Record<string, string> = {}) {
  return readManifests([{ file: 'ci/workflow.yaml', text }], answers({ names }));
}

/** After "CI" of Argo's examples (ci.yaml, buildkit-template.yaml): a clone and a build that share a volume. */
const CI = `apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: { name: nightly }
spec:
  schedule: "0 2 * * *"
  workflowSpec:
    entrypoint: main
    arguments:
      parameters:
        - { name: repo, value: "https://example.com/app.git" }
        - { name: executor, value: v1.24.0 }
    securityContext: { seccompProfile: { type: RuntimeDefault } }
    volumeClaimTemplates:
      - metadata: { name: work }
        spec: { accessModes: [ReadWriteOnce] }
    templates:
      - name: main
        dag:
          tasks:
            - name: clone
              template: clone
            - name: image
              template: image
              depends: clone
              when: "{{workflow.parameters.push}} == true"
              arguments:
                parameters: [{ name: path, value: "{{item.path}}" }]
              withItems:
                - { path: services/api }
                - { path: services/web }
      - name: clone
        container:
          image: alpine/git
          args: [clone, "{{workflow.parameters.repo}}", /checkout]
          securityContext: { runAsUser: 1000, runAsGroup: 1001 }
          volumeMounts: [{ name: work, mountPath: /checkout }]
      - name: image
        inputs:
          parameters:
            - name: path
            - name: target
              value: dev
        container:
          image: "gcr.io/kaniko-project/executor:{{workflow.parameters.executor}}"
          command: [/kaniko/executor]
          args:
            - --context=/checkout/{{inputs.parameters.path}}
            - --target={{inputs.parameters.target}}
            - --build-arg=MODE=$(MODE)
            - --destination=registry/{{workflow.name}}
          env: [{ name: MODE, value: "{{inputs.parameters.target}}-x" }]
          securityContext:
            capabilities: { drop: [ALL], add: [CHOWN] }
          volumeMounts: [{ name: work, mountPath: /checkout }]
`;

describe('a workflow', () => {
  const { builds, problems } = read(CI);
  const [build] = builds;

  it('is one build for each item of a loop, where its container stands', () => {
    expect(problems).toEqual([]);
    expect(builds.map(({ context }) => context.value)).toMatchObject([
      { path: '/checkout/services/api', within: 'services/api' },
      { path: '/checkout/services/web', within: 'services/web' },
    ]);
    expect(build).toMatchObject({
      id: 'ci/workflow.yaml#CronWorkflow/nightly/image',
      title: 'CronWorkflow nightly, template image',
      system: 'argo',
      onlyIf: '{{workflow.parameters.push}} == true',
      patch: {
        kind: 'yaml',
        shape: 'kubernetes',
        path: ['spec', 'workflowSpec', 'templates', 2, 'container'],
      },
    });
  });

  it('has its parameters filled, then the variables of the container', () => {
    expect(build).toMatchObject({
      image: { value: 'gcr.io/kaniko-project/executor:v1.24.0' },
      target: { value: 'dev' },
      buildArguments: [{ name: 'MODE', value: { value: 'dev-x' } }],
      asked: [],
    });
    expect(read(CI, { executor: 'v1.9.1' }).builds[0]?.image?.value).toBe('gcr.io/kaniko-project/executor:v1.9.1');
  });

  it('has files of the user of the template that has the same volume', () => {
    expect(build?.owner.value).toEqual({ uid: 1000, gid: 1001 });
  });

  it('is granted what its container says, under the filter that the workflow says', () => {
    expect(formatSet(build?.security.inForce ?? EMPTY_SET)).toBe('CHOWN');
    expect(build?.security.seccomp.value).toBe('default');
  });
});

const TEMPLATE = `apiVersion: argoproj.io/v1alpha1
kind: ClusterWorkflowTemplate
metadata: { name: images }
spec:
  templateDefaults:
    container: { securityContext: { capabilities: { drop: [ALL] } } }
    podSpecPatch: '{"hostNetwork": true}'
  templates:
    - name: kaniko
      inputs:
        parameters: [{ name: tag }, { name: file, default: Dockerfile }]
        artifacts:
          - { name: source, path: /src, git: { repo: "https://example.com/app.git" } }
      securityContext: { runAsUser: 1000, fsGroup: 2000 }
      container:
        image: x/kaniko:1
        args: ["-c={{inputs.artifacts.source.path}}", "-f={{inputs.parameters.file}}", "--label={{inputs.parameters.tag}}"]
    - name: script
      script:
        image: gcr.io/kaniko-project/executor:debug
        command: [/busybox/sh]
        source: |
          cd /src
          /kaniko/executor --context .
    - name: set
      containerSet:
        containers:
          - { name: a, image: alpine }
          - { name: b, image: x/kaniko:2, args: [-c, /src], securityContext: { privileged: true } }
`;

describe('a template of workflows', () => {
  it('is used with its defaults where nothing uses it, and what it lacks is asked for', () => {
    const { builds, problems } = read(TEMPLATE);
    expect(builds.map(({ id }) => id.slice('ci/workflow.yaml#ClusterWorkflowTemplate/images/'.length))).toEqual([
      'kaniko',
      'script',
      'set/b',
    ]);
    expect(builds[0]).toMatchObject({
      context: { value: { path: '/src' } },
      modes: { value: 'git' },
      owner: { value: { uid: 1000, gid: 2000 } },
      asked: [{ name: 'tag', answer: '--set tag=VALUE' }],
    });
    expect(formatSet(builds[0]?.security.inForce ?? EMPTY_SET)).toBe('none');
    expect(builds[1]).toMatchObject({ context: { value: { path: '/src' }, from: { place: { line: 24 } } } });
    expect(builds[2]?.security.privileged.value).toBe(true);
    expect(problems[0]).toMatchObject({ kind: 'limit', place: { line: 7 } });
  });

  it('is told where a workflow of another document uses it', () => {
    const { builds } = read(`${TEMPLATE}---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: { generateName: build- }
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - - name: image
            templateRef: { name: images, template: kaniko, clusterScope: true }
            arguments: { parameters: [{ name: tag, value: "7" }] }
        - - name: other
            inline: { container: { image: x/kaniko:3, args: [-c, /x] } }
`);
    expect(builds.map(({ id, asked }) => [id, asked.length])).toEqual([
      ['ci/workflow.yaml#ClusterWorkflowTemplate/images/script', 0],
      ['ci/workflow.yaml#ClusterWorkflowTemplate/images/set/b', 0],
      ['ci/workflow.yaml#Workflow/build-/kaniko', 0],
      ['ci/workflow.yaml#Workflow/build-/other', 0],
    ]);
    expect(builds[2]?.patch).toMatchObject({ document: 0, path: ['spec', 'templates', 0, 'container'] });
  });

  it('is run as a whole by a workflow that names it alone', () => {
    const { builds } = read(`${TEMPLATE}---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: { name: run }
spec:
  entrypoint: kaniko
  arguments: { parameters: [{ name: tag, value: "8" }] }
  workflowTemplateRef: { name: images, clusterScope: true }
`);
    expect(builds[0]).toMatchObject({ title: 'Workflow run, template kaniko', asked: [] });
  });
});

describe('hostile input', () => {
  const calls = Array.from({ length: 60 }, (_, index) => `{ name: a${index}, template: loop }`).join(', ');
  it.each([
    `{ name: loop, dag: { tasks: [${calls}] } }`,
    `{ name: loop, steps: [[${calls}], 3, { template: nowhere }] }, { name: x, container: { image: x/kaniko, args: ["{{inputs.parameters.a}}"] } }`,
    `{ name: p, inputs: { parameters: [{ name: a, value: "{{inputs.parameters.a}}" }] }, container: { image: x/kaniko, args: ["-c={{inputs.parameters.a}}{{"] } }`,
    '{ container: [], script: 3, containerSet: { containers: {} }, inputs: [] }, 7, []',
  ])('is read or told, and ends: %#', (templates) => {
    const text = `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: { entrypoint: loop, templates: [${templates}] }`;
    expect(() => read(text)).not.toThrow();
  });
});
