import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_SET, formatSet } from '../../../capabilities/capability-set.ts';
import { answers } from '../../../testing/manifests/answers.ts';
import { plainWritten } from '../../model/written.ts';
import { readManifests } from '../../read-manifests.ts';
import { COMPOSE_WORDS, GITHUB_WORDS, splitWords } from '../../substitution/split-words.ts';
import { interpolate } from './interpolate.ts';

const PLACE = { file: 'compose.yaml', line: 1 };

function read(text: string, names: Record<string, string> = {}, others: Record<string, string> = {}) {
  const files = [['ci/compose.yaml', text], ...Object.entries(others)].map(([file = '', one = '']) => ({
    file,
    text: one,
  }));
  return readManifests(files, answers({ names }));
}

const SERVICE = `x-executor: &executor
  image: gcr.io/kaniko-project/executor:\${KANIKO:-v1.24.0}
  security_opt: ["no-new-privileges:true"]
services:
  registry:
    image: registry:2
  build:
    <<: *executor
    command: >-
      --context dir:///workspace/app --dockerfile 'docker/Docker file'
      --build-arg VERSION=\${VERSION:?say which} --destination registry:5000/app:\${TAG}
    environment:
      DOCKER_CONFIG: /kaniko/.docker
      FF_KANIKO_X: "\${FLAG-off}"
    volumes:
      - ../:/workspace:ro
      - type: volume
        source: auth
        target: /kaniko/.docker
    cap_drop: [ALL]
    cap_add:
      - CAP_CHOWN
      - setuid
    user: "0"
`;

describe('a service of compose', () => {
  const { builds, problems } = read(SERVICE, { VERSION: '2' });
  const [build] = builds;

  it('is one build with its place, and where its set is to be written', () => {
    expect(problems).toEqual([]);
    expect(builds).toHaveLength(1);
    expect(build).toMatchObject({
      id: 'ci/compose.yaml#services/build',
      title: 'service build',
      place: { file: 'ci/compose.yaml', line: 8 },
      image: { value: 'gcr.io/kaniko-project/executor:v1.24.0' },
      patch: { kind: 'yaml', document: 0, path: ['services', 'build'], shape: 'compose' },
    });
  });

  it('has its words split, and variables with defaults', () => {
    expect(build).toMatchObject({
      dockerfile: { value: 'docker/Docker file' },
      buildArguments: [{ name: 'VERSION', value: { value: '2' } }],
      asked: [],
    });
    expect(build?.environment.map(({ name, value }) => [name, value?.value])).toEqual([
      ['DOCKER_CONFIG', '/kaniko/.docker'],
      ['FF_KANIKO_X', 'off'],
    ]);
    expect(read(SERVICE).builds[0]?.asked).toMatchObject([{ name: 'VERSION', answer: '--set VERSION=VALUE' }]);
  });

  it('has a directory beside the manifest for its context, whose files stay whose they are', () => {
    expect(build?.context.value).toMatchObject({ within: 'app', mount: { source: { value: '../' } } });
    expect(build?.owner).toMatchObject({ value: 'as-is', from: { kind: 'assumed' } });
  });

  it('has the capabilities that Docker makes of the names', () => {
    expect(formatSet(build?.security.inForce ?? EMPTY_SET)).toBe('CHOWN,SETUID');
    expect(build?.security).toMatchObject({
      noNewPrivileges: { value: true, from: { place: { line: 3 } } },
      seccomp: { value: 'default' },
      user: { value: { id: 0, groupId: null } },
    });
  });
});

it('A service is privileged where the word says so, also as a text or in a variable', () => {
  const service = (value: string, names = {}) =>
    read(`services: { k: { image: kaniko, command: --no-push, privileged: ${value} } }`, names).builds[0]?.security;
  for (const value of ['true', 'yes', '"true"', 'on', `"\${P:-true}"`]) {
    expect(service(value)?.privileged.value, value).toBe(true);
  }
  expect(service(`"\${P:-true}"`, { P: 'false' })?.privileged.value).toBe(false);
  expect(service('no')?.privileged.value).toBe(false);
});

describe('what a service takes from elsewhere', () => {
  it('is a file with variables, where that is given too', () => {
    const text = `services:
  k:
    image: "gcr.io/kaniko-project/executor:$TAG"
    command: [--context=/src, "--target=$\${NOT}", "--label=\${A:-\${B:-c}}"]
    env_file: [ci.env, { path: other.env }]`;
    const { builds } = read(text, {}, { 'ci/.env': '# tags\nTAG="v1.24.0"\n', 'ci/ci.env': 'X=1' });
    expect(builds[0]?.image).toMatchObject({
      value: 'gcr.io/kaniko-project/executor:v1.24.0',
      resolved: [{ name: 'TAG', from: { kind: 'written', place: { file: 'ci/.env', line: 2 } } }],
    });
    expect(builds[0]?.target.value).toBe(`\${NOT}`);
    expect(builds[0]?.flags.map(({ value }) => value?.value)).toEqual(['c']);
    expect(builds[0]?.environment.map(({ name, value }) => [name, value?.value])).toEqual([
      ['X', '1'],
      ['of other.env', undefined],
    ]);
    expect(read(text).builds[0]?.asked).toMatchObject([{ name: 'TAG' }]);
  });

  it('is another service that it extends', () => {
    const { builds, problems } = read(`services:
  base: { image: gcr.io/kaniko-project/executor, cap_drop: [ALL], cap_add: [CHOWN], environment: [A=1, B=1] }
  k: { extends: { service: base }, command: [-c, /src], cap_add: [FOWNER], environment: [A=2] }
  x: { extends: { file: other.yaml, service: b }, image: gcr.io/kaniko-project/executor }`);
    expect(builds.map(({ id }) => id)).toEqual(['base', 'k', 'x'].map((name) => `ci/compose.yaml#services/${name}`));
    expect(formatSet(builds[1]?.security.inForce ?? EMPTY_SET)).toBe('CHOWN,FOWNER');
    expect(builds[1]?.environment.map(({ name, value }) => `${name}=${value?.value}`)).toEqual(['A=1', 'B=1', 'A=2']);
    expect(problems).toMatchObject([{ kind: 'limit', place: { line: 4 } }]);
  });

  it('is told where the file includes others', () => {
    const { problems } = read('include: [a.yaml]\nservices: { k: { image: gcr.io/kaniko-project/executor } }');
    expect(problems).toMatchObject([{ kind: 'limit', wayOut: expect.stringContaining('docker compose config') }]);
  });
});

describe('an entry point', () => {
  it('is a shell with a script, or an executor in an image of the user', () => {
    const { builds } = read(`services:
  a:
    image: gcr.io/kaniko-project/executor:debug
    entrypoint: [/busybox/sh, -c]
    command:
      - |
        cd /workspace
        /kaniko/executor --context "$$PWD" --target $$T
    environment: [T=dev]
  b: { build: ., command: /kaniko/executor --context /src, privileged: true }`);
    expect(builds[0]).toMatchObject({
      context: { value: { path: '/workspace' }, from: { place: { line: 8 } } },
      target: { value: 'dev' },
    });
    expect(builds[1]).toMatchObject({ image: undefined, security: { privileged: { value: true } } });
  });
});

describe('hostile input', () => {
  it.each([
    'services:\n  a: { extends: b, image: x }\n  b: { extends: a }',
    'services: { a: { image: [], command: {}, volumes: 3, cap_add: { a: b }, environment: [[]] } }',
    `services: { a: { image: kaniko, command: "${'$'.repeat(5)}{${'{'.repeat(90)}A:-b" } }`,
    `services: { a: { image: kaniko, command: "${'$'}{A:-".repeat(3000)} } }`,
    `services: { a: { image: "kaniko:${`${'$'}{A:-`.repeat(2000)}${'}'.repeat(2000)}" } }`,
  ])('is read or told, and ends: %#', (text) => {
    expect(() => read(text)).not.toThrow();
  });
});

describe('variables in a text', () => {
  it('leave a text without a dollar as it is, and undo doubled ones', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const doubled = interpolate(plainWritten(text.replaceAll('$', '$$$$'), PLACE), () => undefined);
        expect(doubled.value).toBe(text);
        expect(doubled.unresolved).toEqual([]);
      }),
    );
  });
});

describe('words', () => {
  it('of any quoting are the words that were quoted', () => {
    const word = fc.string().filter((one) => !one.includes("'"));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.map((one) => `'${one}'`).join(' ');
        expect(splitWords(plainWritten(text, PLACE), COMPOSE_WORDS).map(({ value }) => value)).toEqual(words);
      }),
    );
  });

  it('are split at other places for GitHub', () => {
    const split = (text: string) => splitWords(plainWritten(text, PLACE), GITHUB_WORDS).map(({ value }) => value);
    expect(split(`--a "b c" 'd e' f\\"g`)).toEqual(['--a', 'b c', "'d", "e'", 'f"g']);
    expect(split('--a\n--b')).toEqual(['--a\n--b']);
  });
});
