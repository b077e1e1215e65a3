import { describe, expect, it } from 'vitest';
import { EMPTY_SET, formatSet } from '../../../capabilities/capability-set.ts';
import { answers } from '../../../testing/manifests/answers.ts';
import { GITLAB_KANIKO_JOB, GITLAB_TEMPLATES } from '../../../testing/manifests/gitlab-pipelines.ts';
import type { GivenAnswers } from '../../model/system.ts';
import { readManifests } from '../../read-manifests.ts';

function read(text: string, given: GivenAnswers = answers()) {
  return readManifests([{ file: '.gitlab-ci.yml', text }], given);
}

describe("the job of GitLab's documentation", () => {
  const { builds, problems } = read(GITLAB_KANIKO_JOB);
  const [build] = builds;

  it('is one build of the whole checkout, and nothing is asked', () => {
    expect(problems).toEqual([]);
    expect(builds).toHaveLength(1);
    expect(build).toMatchObject({
      id: '.gitlab-ci.yml#build',
      title: 'job build',
      system: 'gitlab-ci',
      image: { value: 'gcr.io/kaniko-project/executor:v1.23.2-debug', place: { line: 4 } },
      context: { value: { kind: 'directory', path: '/builds/group/project', within: '' } },
      dockerfile: { value: '/builds/group/project/Dockerfile', from: { kind: 'written', place: { line: 7 } } },
      asked: [],
    });
  });

  it('has files of root with all permissions, as the helper leaves them', () => {
    expect(build?.owner).toMatchObject({ value: { uid: 0, gid: 0 }, from: { kind: 'assumed' } });
    expect(build?.modes).toMatchObject({ value: 'git-umask-0', from: { kind: 'assumed' } });
  });

  it("is granted Docker's default set, which is said to be assumed, and is patched in the runner's configuration", () => {
    expect(build?.security).toMatchObject({
      namesCapabilities: false,
      seccomp: { value: 'default' },
      runtime: { value: 'docker', from: { kind: 'assumed', because: expect.stringContaining('config.toml') } },
    });
    expect(formatSet(build?.security.inForce ?? EMPTY_SET)).toContain('NET_RAW');
    expect(build?.patch).toMatchObject({ kind: 'elsewhere', format: 'gitlab-runner' });
  });

  it('is granted what the Kubernetes executor grants where the nodes run containerd', () => {
    const [onNodes] = read(GITLAB_KANIKO_JOB, answers({ runtime: 'containerd' })).builds;
    expect(formatSet(onNodes?.security.inForce ?? EMPTY_SET)).not.toContain('NET_RAW');
    expect(onNodes?.security.seccomp.value).toBe('unconfined');
  });

  it('takes the name of the project from --set', () => {
    const [named] = read(GITLAB_KANIKO_JOB, answers({ names: { CI_PROJECT_PATH: 'shop/api' } })).builds;
    expect(named?.context.value).toMatchObject({ path: '/builds/shop/api' });
  });
});

describe('a pipeline with templates', () => {
  const { builds, problems } = read(GITLAB_TEMPLATES);
  const [build] = builds;

  it('has one build: the templates are no jobs, and another job runs no executor', () => {
    expect(problems).toEqual([]);
    expect(builds.map(({ title }) => title)).toEqual(['job api']);
  });

  it('merges variables key by key, and puts one into the other', () => {
    expect(build).toMatchObject({
      image: { value: 'gcr.io/kaniko-project/executor:v1.24.0-debug' },
      context: { value: { path: '/builds/group/project/services/api', within: 'services/api' } },
      workingDirectory: { value: '/builds/group/project/services/api' },
      cache: { value: true },
      buildArguments: [{ name: 'VERSION', value: { value: '00000000' } }],
    });
    expect(build?.flags.map(({ name, value }) => `${name}=${value?.value}`)).toEqual(['snapshot-mode=redo']);
    expect(build?.environment.map(({ name, value }) => `${name}=${value?.value}`)).toContain('SERVICE=api');
  });

  it('tells each flag with its own line', () => {
    const lines = GITLAB_TEMPLATES.split('\n');
    const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;
    expect(build?.context.from).toMatchObject({ place: { line: lineOf('--context .') } });
    expect(build?.buildArguments[0]?.value.place.line).toBe(lineOf('--build-arg VERSION'));
  });

  it('says of a stand-in that it is one', () => {
    expect(build?.names).toContainEqual(
      expect.objectContaining({ name: 'CI_COMMIT_SHORT_SHA', from: { kind: 'assumed', because: expect.any(String) } }),
    );
  });
});

const job = (lines: string): string => `build:
  image: { name: gcr.io/kaniko-project/executor:debug, entrypoint: [""] }
${lines.replace(/^/gm, '  ')}
`;
const CALL = 'script: [/kaniko/executor --context $CI_PROJECT_DIR --dockerfile $FILE]';

describe('what else a pipeline may say', () => {
  it('makes a build of each job of a matrix', () => {
    const { builds } = read(job(`parallel: { matrix: [{ FILE: [a, b], N: 1 }, { FILE: c }] }\n${CALL}`));
    expect(builds.map(({ title, dockerfile }) => [title, dockerfile.value])).toEqual([
      ['job build [a, 1]', 'a'],
      ['job build [b, 1]', 'b'],
      ['job build [c]', 'c'],
    ]);
  });

  it('lets --set go before a variable of the file, as a variable of the pipeline does', () => {
    const text = job(`variables: { FILE: a }\n${CALL}`);
    expect(read(text).builds[0]?.dockerfile.value).toBe('a');
    expect(read(text, answers({ names: { FILE: 'b' } })).builds[0]?.dockerfile.value).toBe('b');
  });

  it('asks for a variable by name', () => {
    expect(read(job(CALL)).builds[0]?.asked).toMatchObject([{ name: 'FILE', answer: '--set FILE=VALUE' }]);
  });

  it('asks for a variable that may hold any flags', () => {
    const text = job('script: [/kaniko/executor --no-push $EXTRA_ARGS]');
    expect(read(text).builds[0]?.asked).toMatchObject([{ name: 'EXTRA_ARGS', answer: '--set EXTRA_ARGS=VALUE' }]);
    const [none] = read(text, answers({ names: { EXTRA_ARGS: '' } })).builds;
    expect(none).toMatchObject({ asked: [], cache: { value: false } });
    const [cached] = read(text, answers({ names: { EXTRA_ARGS: '--cache=true' } })).builds;
    expect(cached).toMatchObject({ asked: [], cache: { value: true } });
  });

  it('takes nothing from the defaults that a job does not inherit', () => {
    const defaults = 'default: { before_script: [FILE=x] }\nvariables: { FILE: y }\n';
    const fileOf = (text: string) => read(defaults + text).builds[0]?.dockerfile.value;
    expect(fileOf(job(CALL))).toBe('x');
    expect(fileOf(job(`inherit: { default: false }\n${CALL}`))).toBe('y');
    expect(fileOf(job(`inherit: { default: [image], variables: false }\n${CALL}`))).toBe('$FILE');
  });

  it('gives the checkout to the user of the job with the feature flag', () => {
    const text = `variables: { FF_DISABLE_UMASK_FOR_DOCKER_EXECUTOR: "true" }
build:
  image: { name: kaniko:debug, entrypoint: [""], docker: { user: "1000:1001" } }
  script: /kaniko/executor --context .
`;
    expect(read(text).builds[0]).toMatchObject({
      owner: { value: { uid: 1000, gid: 1001 } },
      modes: { value: 'git' },
      security: { user: { value: { id: 1000, groupId: 1001 } } },
    });
  });

  it('puts the inputs of a component in place, and tells one without a value', () => {
    const text = `spec:
  inputs:
    job: { default: image }
    file: {}
    flags: { type: array, default: ["/kaniko/executor --context . --cache"] }
---
$[[ inputs.job ]]-build:
  image: { name: kaniko:debug, entrypoint: [""] }
  variables: { FILE: "$[[ inputs.file ]]" }
  script: $[[ inputs.flags ]]
`;
    const { builds, problems } = read(text);
    expect(builds.map(({ title, cache }) => [title, cache.value])).toEqual([['job image-build', true]]);
    expect(problems).toMatchObject([{ what: 'The input file has no default.' }]);
    expect(read(text, answers({ names: { file: 'x' } })).problems).toEqual([]);
  });

  it('asks where the lines of a job call something else that calls the executor', () => {
    const [build] = read(job('script: ./build.sh')).builds;
    expect(build?.asked).toMatchObject([{ name: 'context', because: expect.stringContaining('call no executor') }]);
  });

  it.each([
    ['an include', `include: [{ local: other.yml }]\n${job(CALL)}`, 'It includes other files', 1],
    ['a template that is not there', job(`extends: .gone\n${CALL}`), 'extends .gone', 2],
    ['a rule with variables', job(`rules: [{ if: $X, variables: { FILE: z } }]\n${CALL}`), 'sets FILE', 3],
  ])('tells %s with its line, and reads the rest', (_, text, what, line) => {
    const { builds, problems } = read(text);
    expect(builds).toHaveLength(1);
    expect(problems).toMatchObject([{ what: expect.stringContaining(what), place: { line } }]);
  });
});

it('A file that has templates alone is read as if a job were made of each', () => {
  const templates = `.auth: { script: [echo] }
.build:
  image: { name: gcr.io/kaniko-project/executor:debug, entrypoint: [""] }
  variables: { DIR: api }
  script: ["/kaniko/executor --context $CI_PROJECT_DIR/$DIR"]
`;
  expect(read(templates).builds).toMatchObject([{ title: 'job .build', context: { value: { within: 'api' } } }]);
  // A job that extends one is told alone.
  expect(read(`${templates}job: { extends: .build }\n`).builds).toMatchObject([{ title: 'job job' }]);
});

describe('hostile pipelines', () => {
  it.each([
    ['templates that extend each other', 'a:\n  extends: b\n  script: /kaniko/executor\nb:\n  extends: a\n'],
    [
      'references to each other',
      '.a: [!reference [.b]]\n.b: [!reference [.a]]\nc: { script: [!reference [.a], /kaniko/executor] }\n',
    ],
    ['variables that name each other', 'variables: { A: $B, B: $A$B }\nc: { script: /kaniko/executor --context $A }\n'],
  ])('are read to their end: %s', (_, text) => {
    expect(read(text).builds.length).toBeGreaterThan(0);
  });

  it('do not grow without end', () => {
    const levels = [...Array(40).keys()];
    const doubled = (line: (level: number) => string): string => levels.map(line).join('');
    const variables = `variables:\n${doubled((level) => `  V${level}: "$V${level + 1}$V${level + 1}"\n`)}`;
    const references = doubled((level) => `.r${level}: [!reference [.r${level + 1}], !reference [.r${level + 1}]]\n`);
    const templates = doubled((level) => `.t${level}: { extends: [.t${level + 1}, .t${level + 1}], x: 1 }\n`);
    const text = `${variables}${references}${templates}c:\n  extends: .t0\n  script: [!reference [.r0], /kaniko/executor --context $V0]\n`;
    expect(read(text).builds).toHaveLength(1);
    const many = [...Array(60).keys()].map((index) => `j${index}: { <<: *j }\n`).join('');
    const matrix = `.j: &j { parallel: { matrix: [{ A: [${[...Array(200).keys()]}] }] }, script: [make] }\n${many}`;
    expect(read(matrix).problems).toMatchObject([{ what: expect.stringContaining('more than 5000 jobs') }]);
  });
});
