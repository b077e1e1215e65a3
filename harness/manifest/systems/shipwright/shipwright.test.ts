import { describe, expect, it } from 'vitest';
import { EMPTY_SET, formatSet } from '../../../capabilities/capability-set.ts';
import { answers } from '../../../testing/manifests/answers.ts';
import { readManifests } from '../../read-manifests.ts';

function read(text: string, names: Record<string, string> = {}) {
  return readManifests([{ file: 'strategy.yaml', text }], answers({ names }));
}

/** After the strategy `kaniko` of Shipwright's samples, with a list of build arguments as its documentation has it. */
const STRATEGY = `apiVersion: shipwright.io/v1beta1
kind: ClusterBuildStrategy
metadata: { name: kaniko }
spec:
  steps:
    - name: build-and-push
      image: gcr.io/kaniko-project/executor:v1.24.0
      workingDir: $(params.shp-source-root)
      securityContext:
        capabilities:
          add: [CHOWN, DAC_OVERRIDE]
      command: [/kaniko/executor]
      args:
        - --dockerfile
        - $(params.dockerfile)
        - --context
        - $(params.shp-source-context)
        - --destination
        - $(params.shp-output-image)
        - --target=$(params.target)
        - $(params.flags[*])
  parameters:
    - { name: dockerfile, type: string, default: Dockerfile }
    - { name: target, type: string }
    - { name: flags, type: array, defaults: [--snapshot-mode=redo] }
  securityContext: { runAsUser: 0, runAsGroup: 0 }
`;

const BUILD = `---
apiVersion: shipwright.io/v1beta1
kind: Build
metadata: { name: app }
spec:
  source: { type: Git, git: { url: "https://example.com/app" }, contextDir: services/api }
  strategy: { name: kaniko, kind: ClusterBuildStrategy }
  paramValues:
    - { name: target, value: prod }
    - { name: flags, values: [{ value: --use-new-run }, { value: --label=a }] }
`;

const RUN = `---
apiVersion: shipwright.io/v1beta1
kind: BuildRun
metadata: { generateName: app- }
spec:
  build: { name: app }
  paramValues: [{ name: target, value: test }]
`;

it('A flag that is given an empty text is as if it were not there', () => {
  const strategy = `apiVersion: shipwright.io/v1beta1
kind: ClusterBuildStrategy
metadata: { name: kaniko }
spec:
  parameters: [{ name: target, default: "" }, { name: dockerfile, default: "" }]
  steps: [{ name: a, image: kaniko, command: [/kaniko/executor], args: [--target, $(params.target), "--dockerfile=$(params.dockerfile)", --no-push] }]
`;
  const [build] = readManifests([{ file: 's.yaml', text: strategy }], answers()).builds;
  expect(build).toMatchObject({ target: { value: null }, dockerfile: { value: 'Dockerfile' }, asked: [] });
});

describe('a build strategy', () => {
  const [build] = read(STRATEGY, { target: 'dev' }).builds;

  it('is one build with its defaults, and where its set is to be written', () => {
    expect(build).toMatchObject({
      id: 'strategy.yaml#ClusterBuildStrategy/kaniko/build-and-push',
      title: 'ClusterBuildStrategy kaniko, step build-and-push',
      system: 'shipwright',
      context: { value: { path: '/workspace/source', within: '' } },
      dockerfile: { value: 'Dockerfile' },
      target: { value: 'dev' },
      asked: [],
      patch: { kind: 'yaml', shape: 'kubernetes', path: ['spec', 'steps', 0] },
    });
    expect(build?.flags.map(({ name, value }) => [name, value?.value])).toEqual([['snapshot-mode', 'redo']]);
    expect(read(STRATEGY).builds[0]?.asked).toMatchObject([{ name: 'target' }]);
  });

  it('adds to the default set, as the user of the strategy, who clones as well', () => {
    expect(formatSet(build?.security.inForce ?? EMPTY_SET)).toContain('MKNOD');
    expect(build?.security).toMatchObject({ namesCapabilities: true, user: { value: { id: 0, groupId: 0 } } });
    expect(build?.owner).toMatchObject({ value: { uid: 0, gid: 0 }, from: { kind: 'written', place: { line: 26 } } });
    const without = read(STRATEGY.replace(/ {2}securityContext: \{ run.*\n/, ''), { target: 'x' }).builds[0];
    expect(without?.owner).toMatchObject({ value: { uid: 1000, gid: 1000 }, from: { kind: 'assumed' } });
    expect(without?.security.user.value).toBeNull();
  });

  it('takes what a Build gives, and a BuildRun before it', () => {
    const { builds, problems } = read(STRATEGY + BUILD);
    expect(problems).toEqual([]);
    expect(builds).toMatchObject([
      {
        title: 'Build app with ClusterBuildStrategy kaniko, step build-and-push',
        context: { value: { path: '/workspace/source/services/api', within: 'services/api' } },
        target: { value: 'prod' },
        place: { line: 6 },
      },
    ]);
    expect(builds[0]?.flags.map(({ name }) => name)).toEqual(['use-new-run', 'label']);
    const run = read(STRATEGY + BUILD + RUN).builds;
    expect(run.map(({ id, target }) => [id, target.value])).toEqual([
      ['strategy.yaml#BuildRun/app-/kaniko/build-and-push', 'test'],
    ]);
  });

  it('is asked for where only what uses it is given', () => {
    expect(read(BUILD).problems).toMatchObject([
      { kind: 'limit', what: expect.stringContaining('the strategy kaniko') },
    ]);
    expect(read(RUN).problems).toMatchObject([{ kind: 'limit', what: expect.stringContaining('the Build app') }]);
  });

  it('is read in the first version of its API too', () => {
    const { builds } = read(`apiVersion: shipwright.io/v1alpha1
kind: BuildStrategy
metadata: { name: old }
spec:
  buildSteps:
    - name: image
      image: x/kaniko:1
      securityContext: { runAsUser: 0, privileged: true }
      command: [/kaniko/executor]
      args: [--dockerfile=$(build.dockerfile), --context=/workspace/source/$(build.source.contextDir), -d=$(build.output.image)]
---
apiVersion: shipwright.io/v1alpha1
kind: Build
metadata: { name: b }
spec: { dockerfile: docker/D, source: { contextDir: app }, strategy: { name: old } }
`);
    expect(builds[0]).toMatchObject({
      dockerfile: { value: 'docker/D' },
      context: { value: { within: 'app' } },
      security: { privileged: { value: true } },
      patch: { path: ['spec', 'buildSteps', 0] },
      asked: [],
    });
  });

  it.each([
    'steps: 3',
    'steps: [3, { args: {} }], parameters: {}',
    'buildSteps: [{ image: kaniko, args: ["$(params.a[*])"] }]',
  ])('with faults is read or told: %s', (fields) => {
    const text = `apiVersion: shipwright.io/v1beta1\nkind: BuildStrategy\nspec: { ${fields} }`;
    expect(() => read(text)).not.toThrow();
  });
});
