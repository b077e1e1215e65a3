import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_SET, formatSet } from '../../../capabilities/capability-set.ts';
import { answers } from '../../../testing/manifests/answers.ts';
import { JENKINS_KANIKO_DECLARATIVE, JENKINS_NAMES } from '../../../testing/manifests/jenkinsfiles.ts';
import type { GivenAnswers } from '../../model/system.ts';
import { readManifests } from '../../read-manifests.ts';

function read(text: string, given: GivenAnswers = answers()) {
  return readManifests([{ file: 'Jenkinsfile', text }], given);
}

/** The line of a text that holds this one, counted from 1. */
function lineOf(part: string, text: string): number {
  return text.split('\n').findIndex((line) => line.includes(part)) + 1;
}

describe("the example of Jenkins' Kubernetes plugin", () => {
  const { builds, problems } = read(JENKINS_KANIKO_DECLARATIVE);
  const [build] = builds;

  it('is one build of the workspace, with the flags of its sh step', () => {
    expect(problems).toEqual([]);
    expect(builds).toHaveLength(1);
    expect(build).toMatchObject({
      system: 'jenkins',
      title: 'pod of the pipeline, container kaniko',
      image: { value: 'gcr.io/kaniko-project/executor:debug' },
      context: { value: { kind: 'directory', path: '/home/jenkins/agent/workspace/job', within: '' } },
      dockerfile: { from: { place: { line: lineOf('/kaniko/executor', JENKINS_KANIKO_DECLARATIVE) } } },
      cache: { value: true },
      asked: [],
    });
  });

  it("belongs to the agent's user, and has what containerd grants by default", () => {
    expect(build?.owner).toMatchObject({ value: { uid: 1000, gid: 1000 }, from: { kind: 'assumed' } });
    expect(formatSet(build?.security.inForce ?? EMPTY_SET)).toContain('NET_RAW');
  });

  it('is patched in the lines of its pod', () => {
    expect(build?.patch).toMatchObject({
      kind: 'yaml',
      shape: 'kubernetes',
      document: 0,
      path: ['spec', 'containers', 0],
      place: { line: lineOf('- name: kaniko', JENKINS_KANIKO_DECLARATIVE) },
      embedded: {
        firstLine: lineOf('kind: Pod', JENKINS_KANIKO_DECLARATIVE),
        lastLine: lineOf('path: config.json', JENKINS_KANIKO_DECLARATIVE),
        indent: 8,
      },
    });
  });
});

describe('a scripted pipeline with names', () => {
  const { builds, problems } = read(JENKINS_NAMES);
  const [build] = builds;

  it('is one build, with its names resolved and its directory entered', () => {
    expect(problems).toEqual([]);
    expect(builds).toHaveLength(1);
    expect(build).toMatchObject({
      title: 'pod builder, container kaniko',
      image: { value: 'gcr.io/kaniko-project/executor:v1.24.0-debug' },
      context: { value: { within: 'services/api' } },
      security: { privileged: { value: true, from: { place: { line: lineOf('privileged', JENKINS_NAMES) } } } },
    });
    expect(build?.flags.map(({ name, value }) => `${name}=${value?.value}`)).toEqual(['snapshot-mode=redo']);
    expect(build?.buildArguments.find(({ name }) => name === 'PATTERN')?.value.value).toBe('\\d{2}');
  });

  it('asks for what is computed by name, and takes the answer', () => {
    expect(build?.asked).toMatchObject([{ name: 'currentVersion', answer: '--set currentVersion=VALUE' }]);
    const [answered] = read(JENKINS_NAMES, answers({ names: { currentVersion: '7' } })).builds;
    expect(answered?.asked).toEqual([]);
    expect(answered?.buildArguments[0]?.value.value).toBe('1-7');
  });

  it('gives the executor what withEnv sets', () => {
    expect(build?.environment).toContainEqual(expect.objectContaining({ name: 'MODE' }));
  });
});

const pod = (name: string, more = ''): string =>
  `yaml '''\nspec:\n  containers:\n  - name: ${name}\n    image: kaniko:debug\n    command: [cat]\n${more}'''`;
const build = (context: string): string => `sh '/kaniko/executor --context ${context}'`;

describe('what else a Jenkinsfile may say', () => {
  it('runs steps in the default container, and each stage on its own pod', () => {
    const { builds } = read(`pipeline {
  agent none
  stages {
    stage('a') {
      agent { kubernetes {
        defaultContainer 'k'
        ${pod('k')}
      } }
      steps { ${build('a')} }
    }
    stage('b') {
      agent { kubernetes {
        ${pod('k')}
      } }
      steps { container('k') { ${build('b')} } }
    }
  }
}`);
    expect(builds.map(({ context }) => context.value)).toMatchObject([{ within: 'a' }, { within: 'b' }]);
  });

  it('asks for the flags of a container that no literal step calls the executor in', () => {
    const { builds } = read(
      `podTemplate(${pod('k')}) { node { container('k') { sh buildCommand() } } }`.replace('yaml ', 'yaml: '),
    );
    expect(builds[0]?.asked).toMatchObject([{ name: 'context', because: expect.stringContaining('cat') }]);
  });

  it("takes the agent's own user as the owner of the workspace", () => {
    const { builds } = read(`pipeline { agent { kubernetes {
      ${pod('k', '  securityContext: { runAsUser: 0, fsGroup: 7 }\n')}
      } } stages { stage('a') { steps { container('k') { ${build('.')} } } } } }`);
    expect(builds[0]?.owner).toMatchObject({ value: { uid: 0, gid: 7 }, from: { kind: 'written' } });
  });

  it('is patched by hand where the YAML shares its lines', () => {
    const text =
      "podTemplate(yaml: '{spec: {containers: [{name: k, image: kaniko:debug, command: [cat]}]}}') { node { container('k') { sh '/kaniko/executor -c .' } } }";
    expect(read(text).builds[0]?.patch).toMatchObject({ kind: 'elsewhere', format: 'kubernetes' });
    const besides = `podTemplate(yaml: '''apiVersion: v1\n${pod('k').slice(9)}) { node { container('k') { ${build('.')} } } }`;
    expect(read(besides).builds[0]?.patch).toMatchObject({ embedded: { firstLine: 2, lastLine: 6, indent: 0 } });
  });

  it('has its pod in another file, where that is given too', () => {
    const jenkinsfile = `pipeline { agent { kubernetes { yamlFile './ci/pod.yaml' } } stages { stage('a') { steps { container('k') { ${build('.')} } } } } }`;
    const podFile = `apiVersion: v1
kind: Pod
spec:
  containers:
    - name: k
      image: kaniko:debug
      command: [cat]
      securityContext: { privileged: true }
`;
    const files = [
      { file: 'shop/Jenkinsfile', text: jenkinsfile },
      { file: 'shop/ci/pod.yaml', text: podFile },
    ];
    const { builds, problems } = readManifests(files, answers());
    expect(problems).toEqual([]);
    expect(builds).toMatchObject([
      {
        system: 'jenkins',
        place: { file: 'shop/ci/pod.yaml', line: 5 },
        context: { value: { kind: 'directory', within: '' }, from: { place: { file: 'shop/Jenkinsfile', line: 1 } } },
        security: { privileged: { value: true } },
        patch: { kind: 'yaml', place: { file: 'shop/ci/pod.yaml' }, path: ['spec', 'containers', 0], embedded: null },
        asked: [],
      },
    ]);
    // Of two files with that path nobody knows which one it is.
    const several = readManifests([...files, { file: 'other/ci/pod.yaml', text: podFile }], answers());
    expect(several.problems).toMatchObject([{ what: expect.stringContaining('ci/pod.yaml') }]);
    expect(several.builds.map(({ system }) => system)).toEqual(['kubernetes', 'kubernetes']);
  });

  it.each([
    [
      'a call in a pod that Jenkins has',
      "pipeline { agent { label 'k' } stages { stage('a') { steps { container('kaniko') { sh 'executor --no-push' } } } } }",
      'in the container kaniko, and its pod is not in the file',
    ],
    ['a pod in another file', "pipeline { agent { kubernetes { yamlFile 'ci/pod.yaml' } } }", 'ci/pod.yaml'],
    [
      'a containerTemplate',
      "podTemplate(containers: [containerTemplate(name: 'k', image: 'gcr.io/kaniko-project/executor:debug')]) {}",
      'no setting for capabilities',
    ],
  ])('tells %s', (_, text, what) => {
    const { builds, problems } = read(text);
    expect(builds).toEqual([]);
    expect(problems).toMatchObject([{ kind: 'limit', place: { line: 1 }, what: expect.stringContaining(what) }]);
  });
});

describe('hostile Jenkinsfiles', () => {
  it.each([
    ['open strings', `${"yaml '''".repeat(2_000)}${'sh "${'.repeat(5_000)}`],
    ['open blocks', "container('k') {".repeat(10_000)],
    ['closed blocks', '}'.repeat(50_000)],
    ['names that lead to each other', `A = "\${B}\${B}"\nB = "\${A}\${A}"\npodTemplate(yaml: A) {}`],
    [
      'names that double',
      `${[...Array(60).keys()].map((n) => `V${n} = "\${V${n + 1}}\${V${n + 1}}"\n`).join('')}podTemplate(yaml: V0) {}`,
    ],
  ])('are read to their end: %s', (_, text) => {
    expect(read(text).builds).toEqual([]);
  });

  it('are told where they are too large', () => {
    expect(read(`//${' '.repeat(2 ** 20)}`).problems).toMatchObject([{ what: expect.stringContaining('1 MiB') }]);
  });

  it('of any form end without an exception', async () => {
    const part = fc.constantFrom(
      "'",
      '"',
      "'''",
      '"""',
      '$/',
      '/$',
      '{',
      '}',
      '(',
      ')',
      '\n',
      '\\',
      '${',
      '$x',
      '/*',
      '*/',
      '//',
      'yaml ',
      'sh ',
      'container',
      'agent',
      'podTemplate',
      ': ',
      '= ',
      'spec: {containers: [{name: k, image: kaniko}]}',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 40 }), async (parts) => {
        expect(Array.isArray(read(parts.join('')).builds)).toBe(true);
      }),
    );
  });
});
