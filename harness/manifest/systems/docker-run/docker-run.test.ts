import { describe, expect, it } from 'vitest';
import { EMPTY_SET, formatSet } from '../../../capabilities/capability-set.ts';
import { answers } from '../../../testing/manifests/answers.ts';
import type { GivenAnswers } from '../../model/system.ts';
import { readManifests } from '../../read-manifests.ts';

function read(text: string, given: GivenAnswers = answers(), file = 'ci/build.sh') {
  return readManifests([{ file, text }], given);
}

/** After "Running kaniko in Docker" of Kaniko's README, and `run_in_docker.sh` of its repository. */
const README_SCRIPT = `#!/bin/bash
set -e
context=\${1:-$PWD}
tag=\${TAG:-latest}
docker run \\
    -v "$HOME"/.config/gcloud:/root/.config/gcloud \\
    -v "$(pwd)":/workspace \\
    --rm -it \\
    gcr.io/kaniko-project/executor:v1.24.0 \\
    --dockerfile Dockerfile --destination "example/app:$tag" --context dir:///workspace/ --cache
`;

describe("the script of Kaniko's README", () => {
  const [build] = read(README_SCRIPT).builds;

  it('is one build with its image, its line and its words in the file', () => {
    expect(build).toMatchObject({
      id: 'ci/build.sh#docker-run',
      system: 'docker-run',
      place: { file: 'ci/build.sh', line: 5 },
      image: { value: 'gcr.io/kaniko-project/executor:v1.24.0' },
      asked: [],
    });
    const { patch } = build ?? {};
    if (patch?.kind !== 'docker-run') throw new Error('no place in the script');
    expect(README_SCRIPT.slice(patch.start, patch.end)).toMatch(/^docker run [\s\S]*--cache$/);
  });

  it('has the repository for its context, whose files stay whose they are', () => {
    expect(build?.context.value).toMatchObject({ kind: 'directory', path: '/workspace', mount: { source: null } });
    expect(build?.owner.value).toBe('as-is');
    expect(build?.cache.value).toBe(true);
  });

  it("has Docker's default set under Docker's filter", () => {
    expect(build?.security).toMatchObject({
      namesCapabilities: false,
      runtime: { value: 'docker' },
      seccomp: { value: 'default' },
      noNewPrivileges: { value: false },
    });
    expect(formatSet(build?.security.inForce ?? EMPTY_SET)).toContain('MKNOD');
  });
});

describe('options of docker run', () => {
  const run = (options: string, args = '--context=/src', program = 'docker') =>
    read(`${program} run ${options} gcr.io/kaniko-project/executor:debug ${args}\n`).builds[0];
  const granted = (options: string, program?: string): string =>
    formatSet(run(options, undefined, program)?.security.inForce ?? EMPTY_SET);

  it('name capabilities in any case, with and without CAP_', () => {
    expect(granted('--cap-drop=ALL --cap-add CAP_CHOWN --cap-add=fowner')).toBe('CHOWN,FOWNER');
    expect(run('--cap-drop all --cap-add NOSUCH')?.security.added[0]?.remark).toContain('no such capability');
  });

  it('add what they also drop, as Docker does', () => {
    expect(granted('--cap-add CHOWN --cap-drop CHOWN')).toContain('CHOWN');
    expect(granted('--cap-add ALL --cap-drop CHOWN')).not.toMatch(/^CHOWN|,CHOWN/);
    expect(granted('--cap-add ALL --cap-drop ALL')).toContain('SYS_ADMIN');
  });

  it("have Podman's defaults for Podman, which takes several names at once", () => {
    expect(granted('', 'sudo podman')).not.toContain('MKNOD');
    expect(granted('--cap-drop=all --cap-add=CHOWN,SETUID', 'podman')).toBe('CHOWN,SETUID');
    expect(granted('', 'docker --context remote -H tcp://x container')).toContain('MKNOD');
  });

  it('confine', () => {
    const { security } = run('--security-opt no-new-privileges --security-opt=seccomp:unconfined -u 0:0') ?? {};
    expect(security).toMatchObject({
      noNewPrivileges: { value: true },
      seccomp: { value: 'unconfined' },
      user: { value: { id: 0, groupId: 0 } },
    });
    expect(run('--security-opt no-new-privileges=false')?.security.noNewPrivileges.value).toBe(false);
    expect(run('--security-opt seccomp=ci/p.json')?.security.seccomp.value).toEqual({ localhost: 'ci/p.json' });
    expect(run('--privileged')?.security).toMatchObject({
      privileged: { value: true },
      seccomp: { value: 'unconfined' },
    });
    expect(run('--privileged=false')?.security.privileged.value).toBe(false);
  });

  it('mount a directory below the one that the script is in by then', () => {
    const [build] = read(`cd services/api
docker run --mount type=bind,src="$PWD"/app,dst=/src gcr.io/kaniko-project/executor --context /src/web`).builds;
    expect(build?.context.value).toMatchObject({
      within: 'web',
      mount: { source: { value: 'services/api/app' }, sourceBase: 'repository' },
    });
    const [other] = read('docker run -v /data/src:/workspace gcr.io/kaniko-project/executor --no-push').builds;
    expect(other?.context.value).toMatchObject({ mount: { source: { value: '/data/src' } } });
    const [top] = read(
      'docker run -v "$(git rev-parse --show-toplevel):/workspace" gcr.io/kaniko-project/executor --no-push',
    ).builds;
    expect(top?.context.value).toMatchObject({ mount: { source: null } });
  });

  it('replace the entry point', () => {
    const script = run('--entrypoint /busybox/sh', `-c 'cd /src && /kaniko/executor --context . --target $T' -e T=x`);
    expect(script?.context.value).toMatchObject({ path: '/src' });
    expect(script?.asked).toMatchObject([{ answer: '--set T=VALUE' }]);
    const none = run('--entrypoint "" -w /src', '/kaniko/executor -c .');
    expect(none?.context.value).toMatchObject({ path: '/src' });
    expect(none?.workingDirectory.value).toBe('/src');
  });

  it('give variables: a name alone has a value only where --set says it', () => {
    const text = 'docker run -e A=1 --env B gcr.io/kaniko-project/executor -c /src';
    expect(read(text).builds[0]?.environment.map(({ name, value }) => [name, value?.value])).toEqual([
      ['A', '1'],
      ['B', undefined],
    ]);
    expect(read(text, answers({ names: { B: '2' } })).builds[0]?.environment[1]?.value?.value).toBe('2');
  });
});

describe('a script', () => {
  it('starts an executor for each word of a loop, under a condition', () => {
    const { builds } = read(`if [ "$CI" ]; then
  for d in api web; do
    docker run -v "$PWD/$d:/workspace" gcr.io/kaniko-project/executor:v1.24.0 --context /workspace
  done
fi`);
    expect(builds.map(({ id }) => id)).toEqual(['ci/build.sh#docker-run', 'ci/build.sh#docker-run.2']);
    expect(builds[1]).toMatchObject({
      onlyIf: '[ "$CI" ]',
      context: { value: { mount: { source: { value: 'web' } } } },
    });
  });

  it('takes a copy of the executor in an image of its own', () => {
    const [build] = read('docker run -v .:/src registry.example/tools:1 /kaniko/executor --context /src').builds;
    expect(build?.image?.value).toBe('registry.example/tools:1');
  });

  it('takes a command that another one runs, without a place for a patch', () => {
    const [build] = read(`ssh host\nsh -c 'docker run gcr.io/kaniko-project/executor --context /x'`).builds;
    expect(build?.patch.kind).toBe('elsewhere');
  });

  it('is told where it calls the executor itself, or runs none', () => {
    expect(read('/kaniko/executor --context .').problems).toMatchObject([{ kind: 'limit', place: { line: 1 } }]);
    expect(read('docker run alpine true').problems).toMatchObject([{ kind: 'unknown' }]);
  });

  it('is known by its name, its first line or its first word, and not by words of YAML', () => {
    const line = 'docker run gcr.io/kaniko-project/executor';
    expect(read(line, answers(), 'build').builds).toHaveLength(1);
    expect(read(`#!/usr/bin/env bash\n${line}`, answers(), 'build').builds).toHaveLength(1);
    const { builds } = read(`services:\n  a: { image: x }\nx-note: |\n  docker run y`, answers(), 'compose.yaml');
    expect(builds).toEqual([]);
  });

  it.each([
    ['docker run', 'nothing behind it'],
    ['docker run -v', 'an option without its value'],
    ['docker run --cap-add', 'an option without its value'],
    [`docker run ${'-it '.repeat(20_000)} gcr.io/kaniko-project/executor`, 'very many options'],
    [`docker run ${'-v "$(docker run '.repeat(200)}`, 'commands in commands'],
    ['docker run -v ::: -v : -u :: --mount ,,=, gcr.io/kaniko-project/executor', 'empty parts'],
  ])('with faults is read all the same: %#', (text) => {
    expect(() => read(text)).not.toThrow();
  });
});
