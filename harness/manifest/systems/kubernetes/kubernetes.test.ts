import { describe, expect, it } from 'vitest';
import { EMPTY_SET, formatSet } from '../../../capabilities/capability-set.ts';
import { answers } from '../../../testing/manifests/answers.ts';
import type { GivenAnswers } from '../../model/system.ts';
import { readManifests } from '../../read-manifests.ts';

/** The pod of Kaniko's README ("Running kaniko in a Kubernetes cluster"). */
const README_POD = `apiVersion: v1
kind: Pod
metadata:
  name: kaniko
spec:
  containers:
    - name: kaniko
      image: gcr.io/kaniko-project/executor:latest
      args:
        - "--dockerfile=<path to Dockerfile within the build context>"
        - "--context=gs://<GCS bucket>/<path to .tar.gz>"
        - "--destination=<gcr.io/$PROJECT/$IMAGE:$TAG>"
      volumeMounts:
        - name: kaniko-secret
          mountPath: /secret
      env:
        - name: GOOGLE_APPLICATION_CREDENTIALS
          value: /secret/kaniko-secret.json
  restartPolicy: Never
  volumes:
    - name: kaniko-secret
      secret:
        secretName: kaniko-secret
`;

const JOB = `apiVersion: v1
kind: ConfigMap
metadata: { name: unrelated }
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  jobTemplate:
    spec:
      template:
        spec:
          securityContext:
            runAsUser: 0
            seccompProfile: { type: RuntimeDefault }
          initContainers:
            - name: clone
              image: alpine/git
              securityContext: { runAsUser: 1000, runAsGroup: 1001 }
              volumeMounts: [{ name: src, mountPath: /src }]
          containers:
            - name: build
              image: gcr.io/kaniko-project/executor:v1.24.0
              args: ["--context=dir:///src/app", "-f", "docker/Dockerfile", --cache, "--build-arg", "VERSION=$(VERSION)", "--destination=$(IMAGE)", "--snapshot-mode=$(MODE)"]
              env:
                - { name: MODE, value: redo }
                - name: VERSION
                  valueFrom: { configMapKeyRef: { name: v, key: v } }
              securityContext:
                capabilities:
                  drop: [ALL]
                  add: [CHOWN, CAP_FOWNER, setuid]
                allowPrivilegeEscalation: false
              volumeMounts: [{ name: src, mountPath: /src }]
          volumes: [{ name: src, emptyDir: {} }]
`;

function read(text: string, given: GivenAnswers = answers()) {
  return readManifests([{ file: 'pod.yaml', text }], given);
}

describe("the pod of Kaniko's README", () => {
  const { builds, problems } = read(README_POD);
  const [build] = builds;

  it('is one build with its image and its place', () => {
    expect(problems).toEqual([]);
    expect(builds).toHaveLength(1);
    expect(build).toMatchObject({
      id: 'pod.yaml#Pod/kaniko/kaniko',
      title: 'Pod kaniko, container kaniko',
      place: { file: 'pod.yaml', line: 7 },
      image: { value: 'gcr.io/kaniko-project/executor:latest', place: { line: 8 } },
    });
  });

  it('has what containerd grants by default, and no filter on system calls', () => {
    expect(build?.security.namesCapabilities).toBe(false);
    expect(formatSet(build?.security.inForce ?? EMPTY_SET)).toMatch(/^CHOWN,DAC_OVERRIDE,.*SETFCAP$/);
    expect(build?.security.seccomp.value).toBe('unconfined');
  });

  it('asks for the files of a bucket', () => {
    expect(build?.context.value).toMatchObject({ kind: 'bucket' });
    expect(build?.asked).toEqual([expect.objectContaining({ name: 'context', answer: '--context DIR' })]);
    expect(read(README_POD, answers({ context: 'app' })).builds[0]?.asked).toEqual([]);
  });

  it('grants less where the nodes run CRI-O', () => {
    const [onCrio] = read(README_POD, answers({ runtime: 'cri-o' })).builds;
    expect(formatSet(onCrio?.security.inForce ?? EMPTY_SET)).not.toMatch(/MKNOD|SETFCAP/);
  });
});

describe('a CronJob among other documents', () => {
  const [build] = read(JOB, answers({ names: { VERSION: '2' } })).builds;

  it('finds the container in the template, and where a set is to be written', () => {
    expect(build?.title).toBe('CronJob nightly, container build');
    expect(build?.patch).toMatchObject({
      kind: 'yaml',
      document: 1,
      shape: 'kubernetes',
      path: ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers', 0],
    });
  });

  it('reads flags as the executor does, and leaves out what a trial replaces', () => {
    expect(build?.context.value).toMatchObject({ kind: 'directory', path: '/src/app', within: 'app' });
    expect(build?.dockerfile.value).toBe('docker/Dockerfile');
    expect(build?.cache).toMatchObject({ value: true, from: { kind: 'written', place: { line: 25 } } });
    expect(build?.buildArguments).toMatchObject([{ name: 'VERSION', value: { value: '2' } }]);
    expect(build?.flags.map(({ name, value }) => [name, value?.value])).toEqual([['snapshot-mode', 'redo']]);
    expect(build?.leftOut.map(({ name }) => name)).toEqual(['destination']);
  });

  it('asks for a name that decides the build, and not for one that only says where the image goes', () => {
    expect(build?.asked).toEqual([]);
    expect(read(JOB).builds[0]?.asked).toMatchObject([{ name: 'VERSION', answer: '--set VERSION=VALUE' }]);
  });

  it('takes the files to belong to the init container that writes them', () => {
    expect(build?.owner).toMatchObject({
      value: { uid: 1000, gid: 1001 },
      from: { kind: 'written', place: { line: 20 } },
    });
  });

  it('knows that containerd ignores CAP_, and not the case', () => {
    expect(formatSet(build?.security.inForce ?? EMPTY_SET)).toBe('CHOWN,SETUID');
    expect(build?.security.added[1]?.remark).toContain('it has no effect');
    expect(build?.security.noNewPrivileges.value).toBe(true);
    expect(build?.security.seccomp.value).toBe('default');
    expect(build?.security.user.value).toEqual({ id: 0, groupId: null });
  });
});

describe('what a container starts', () => {
  const container = (fields: string): string => `apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
    - name: k
${fields.replace(/^/gm, '      ')}
`;

  it('is found in the script of a shell, with the line of the call', () => {
    const { builds } = read(
      container(`image: gcr.io/kaniko-project/executor:debug
command: ["/busybox/sh", "-c"]
args:
  - |
    set -e
    TAG=\${TAG:-latest}
    cd /workspace/repo
    /kaniko/executor --context "$PWD" \\
      --dockerfile Dockerfile.$TAG --destination "$REGISTRY/x:$TAG"`),
    );
    expect(builds[0]).toMatchObject({
      context: { value: { kind: 'directory', path: '/workspace/repo' }, from: { place: { line: 14 } } },
      dockerfile: { value: 'Dockerfile.latest' },
      asked: [],
    });
  });

  it('has placeholders that something fills in before, which are asked for where they count', () => {
    const text = container(
      `image: kaniko:1\nargs: ["--context=/src/\${DIR:-app}", "-f", "\${FILE}", "-d", "\${IMAGE}"]`,
    );
    expect(read(text).builds[0]).toMatchObject({
      context: { value: { path: '/src/app' } },
      asked: [{ name: 'FILE', answer: '--set FILE=VALUE' }],
    });
    expect(read(text, answers({ names: { FILE: 'D' } })).builds[0]?.dockerfile.value).toBe('D');
  });

  it('is a copy of the executor in an image of the user', () => {
    const { builds } = read(
      container(`image: registry.example/ci/tools:3\ncommand: [/kaniko/executor]\nargs: [--context=/src]`),
    );
    expect(builds[0]).toMatchObject({
      image: { value: 'registry.example/ci/tools:3' },
      context: { value: { path: '/src' } },
    });
  });

  it('is asked for where the container waits for somebody who calls the executor in it', () => {
    const { builds } = read(
      container('image: gcr.io/kaniko-project/executor:debug\ncommand: [sleep]\nargs: [infinity]'),
    );
    expect(builds[0]?.asked[0]?.because).toContain('The container starts sleep and waits');
  });

  it('is a pod whatever is in it, as aliases that explode', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `a${level + 1}: &a${level + 1} [${'*a0, '.replace('0', `${level}`).repeat(9)}]`,
    );
    const bomb = `apiVersion: v1\nkind: Pod\na0: &a0 [x, x]\n${levels.join('\n')}\n`;
    for (const text of [bomb, `${bomb}spec: { containers: *a9 }\n`]) {
      expect(read(text)).toMatchObject({ builds: [], problems: [{ what: 'Nothing in it runs a Kaniko executor.' }] });
    }
    expect(read('kind: Pod\n').problems).toMatchObject([{ what: expect.stringContaining('no manifest') }]);
  });

  it('is asked for where a script does something else, or nothing says what the executor is told', () => {
    const asked = (fields: string) =>
      read(container(`image: gcr.io/kaniko-project/executor:debug\n${fields}`)).builds[0]?.asked;
    expect(asked('command: [sh, -c, sleep infinity]')).toMatchObject([
      { answer: '--context DIR', because: expect.stringContaining('calls no executor') },
    ]);
    expect(asked('tty: true')).toMatchObject([{ because: expect.stringContaining('gives the executor no flags') }]);
    expect(read(container('image: alpine\ncommand: [sh, -c, sleep infinity]')).builds).toEqual([]);
  });

  it('is granted everything where privileged is true as YAML 1.1 has it, as kubectl reads it', () => {
    const granted = (value: string) =>
      read(container(`image: kaniko\nargs: [--no-push]\nsecurityContext: { privileged: ${value} }`)).builds[0]
        ?.security;
    for (const value of ['true', 'yes', 'On', 'y']) expect(granted(value)?.privileged.value, value).toBe(true);
    for (const value of ['false', 'no', 'off', '"yes"']) expect(granted(value)?.privileged.value, value).toBe(false);
  });

  it('is told where it is nothing of Kaniko', () => {
    const { builds, problems } = read(container('image: nginx'));
    expect(builds).toEqual([]);
    expect(problems).toMatchObject([{ kind: 'unknown', what: 'Nothing in it runs a Kaniko executor.' }]);
  });
});
