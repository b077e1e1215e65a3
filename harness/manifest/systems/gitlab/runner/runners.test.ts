import { describe, expect, it } from 'vitest';
import { EMPTY_SET, formatSet } from '../../../../capabilities/capability-set.ts';
import { answers } from '../../../../testing/manifests/answers.ts';
import { GITLAB_KANIKO_JOB, GITLAB_RUNNERS } from '../../../../testing/manifests/gitlab-pipelines.ts';
import { readManifests } from '../../../read-manifests.ts';
import { ADVANCED_POD_SPEC } from './pod-spec-patches.ts';

const PIPELINE = { file: '.gitlab-ci.yml', text: GITLAB_KANIKO_JOB };

function read(text: string, files = [PIPELINE]) {
  return readManifests([...files, { file: 'config.toml', text }], answers());
}

function lineOf(text: string): number {
  return GITLAB_RUNNERS.split('\n').findIndex((line) => line.includes(text)) + 1;
}

describe('a job, and the configuration of its runners', () => {
  const { builds, problems } = read(GITLAB_RUNNERS);
  const [onDocker, onKubernetes] = builds;

  it('is a build on each runner that starts containers; another one is told', () => {
    expect(builds.map(({ title }) => title)).toEqual(['job build on runner machines', 'job build on runner cluster']);
    expect(problems).toMatchObject([
      {
        kind: 'limit',
        place: { file: 'config.toml', line: lineOf('name = "shell"') - 1 },
        what: expect.stringContaining('"shell"'),
      },
    ]);
  });

  it("is granted Docker's default set with what its table adds and drops, each with its line", () => {
    expect(formatSet(onDocker?.security.inForce ?? EMPTY_SET)).toBe(
      'CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL,SETGID,SETUID,SETPCAP,NET_BIND_SERVICE,SYS_CHROOT,SYS_ADMIN,MKNOD,AUDIT_WRITE,SETFCAP',
    );
    expect(onDocker?.security.added).toMatchObject([
      {
        text: 'CAP_SYS_ADMIN',
        place: { file: 'config.toml', line: lineOf('cap_add = ["CAP_SYS_ADMIN"]') },
        remark: null,
      },
    ]);
    expect(onDocker?.security.noNewPrivileges).toMatchObject({ value: true, from: { kind: 'written' } });
  });

  it("is granted the lists of the security context in place of the executor's own", () => {
    expect(formatSet(onKubernetes?.security.inForce ?? EMPTY_SET)).toBe('CHOWN,FOWNER');
    expect(onKubernetes?.security).toMatchObject({
      noNewPrivileges: { value: true },
      runtime: { value: 'containerd' },
      seccomp: { value: 'unconfined' },
    });
  });

  it('is patched in the table of its runner', () => {
    expect(onDocker?.patch).toEqual({
      kind: 'toml',
      table: ['runners', 0, 'docker'],
      place: { file: 'config.toml', line: lineOf('[runners.docker]') },
    });
    expect(onKubernetes?.patch).toMatchObject({ kind: 'toml', table: ['runners', 1, 'kubernetes'] });
  });

  it('has the variables of its runner', () => {
    expect(onDocker?.environment).toMatchObject([{ name: 'MODE', value: { value: 'full' } }]);
  });
});

const kubernetes = (lines: string, before = ''): string =>
  `[[runners]]\n  executor = "kubernetes"\n${before}\n  [runners.kubernetes]\n${lines}\n`;
const security = (text: string) => read(text).builds[0]?.security;

describe('the Kubernetes executor', () => {
  it.each([
    ['drops NET_RAW by itself', '', /^(?!.*NET_RAW).*MKNOD/],
    ['lets it be added', 'cap_add = ["NET_RAW"]', /NET_RAW/],
    [
      'lets cap_drop go before cap_add',
      'cap_add = ["NET_RAW", "SYS_PTRACE"]\ncap_drop = ["NET_RAW"]',
      /^(?!.*NET_RAW).*SYS_PTRACE/,
    ],
    ['grants everything where it is privileged', 'privileged = true', /CHECKPOINT_RESTORE/],
    [
      'keeps what it drops where the security context only adds',
      '[runners.kubernetes.build_container_security_context.capabilities]\nadd = ["SYS_PTRACE"]',
      /^(?!.*NET_RAW).*SYS_PTRACE/,
    ],
  ])('%s', (_, lines, expected) => {
    expect(formatSet(security(kubernetes(lines))?.inForce ?? EMPTY_SET)).toMatch(expected);
  });

  it('takes the user of the security context before that of the pod, and the helper is the owner of the checkout', () => {
    const [build] = read(
      kubernetes(
        '[runners.kubernetes.pod_security_context]\nrun_as_user = 1000\n[runners.kubernetes.build_container_security_context]\nrun_as_user = 0',
      ),
    ).builds;
    expect(build?.security.user.value).toMatchObject({ id: 0 });
    expect(build?.owner).toMatchObject({ value: { uid: 1000 }, from: { kind: 'written' } });
  });

  const patch = (fields: string): string => `[[runners.kubernetes.pod_spec]]\nname = "p"\n${fields}`;
  const flag = '  environment = ["FF_USE_ADVANCED_POD_SPEC_CONFIGURATION=true"]';
  const seccomp = patch("patch = '''\nsecurityContext:\n  seccompProfile: {type: RuntimeDefault}\n'''");

  it('reads patches of its pods, with the flag alone', () => {
    expect(security(kubernetes(seccomp, flag))?.seccomp).toMatchObject({
      value: 'default',
      from: { place: { line: 9 } },
    });
    expect(security(kubernetes(seccomp))?.seccomp.value).toBe('unconfined');
    const own = patch(
      'patch_type = "merge"\npatch = "containers: [{name: build, securityContext: {capabilities: {drop: [ALL]}}}]"',
    );
    expect(security(kubernetes(own, flag))?.inForce).toBe(EMPTY_SET);
  });

  it.each([
    ["the runner's table has it on, whatever its variables say", '  environment = ["FLAG=false"]', 'true', 'default'],
    [
      "the runner's table has it off, whatever its variables say",
      '  environment = ["FLAG=true"]',
      'false',
      'unconfined',
    ],
  ])('reads patches of its pods as %s', (_, environment, table, expected) => {
    const flags = `${environment}\n  [runners.feature_flags]\n    FLAG = ${table}`.replaceAll(
      'FLAG',
      ADVANCED_POD_SPEC,
    );
    expect(security(kubernetes(seccomp, flags))?.seccomp.value).toBe(expected);
  });

  it('lets a variable of the job go before one of the runner, and neither before its table', () => {
    const job = (value: string) => ({
      ...PIPELINE,
      text: PIPELINE.text.replace(
        '  stage: build\n',
        `  stage: build\n  variables: {${ADVANCED_POD_SPEC}: "${value}"}\n`,
      ),
    });
    const seccompOf = (value: string, before: string) =>
      read(kubernetes(seccomp, before), [job(value)]).builds[0]?.security.seccomp.value;
    expect(seccompOf('false', flag)).toBe('unconfined');
    expect(seccompOf('true', flag.replace('true', 'false'))).toBe('default');
    expect(seccompOf('true', `  [runners.feature_flags]\n    ${ADVANCED_POD_SPEC} = false`)).toBe('unconfined');
  });

  it.each([
    ['JSON patches', 'patch_type = "json"\npatch = "[]"'],
    ['patches in files', 'patch_path = "/etc/patch.yaml"'],
  ])('tells that it does not read %s', (_, fields) => {
    const { builds, problems } = read(kubernetes(patch(fields), flag));
    expect(builds).toHaveLength(1);
    expect(problems).toMatchObject([{ kind: 'limit', what: expect.stringContaining('The patch "p"') }]);
  });
});

describe('a configuration that cannot be used', () => {
  it.each([
    ['no TOML', '[[runners]\n', 'not valid TOML', 1],
    ['a fault further down', 'a = 1\n[[runners]]\nname = \n', 'not valid TOML', 3],
    ['nested too deep', `[[runners]]\na = ${'['.repeat(20_000)}`, 'not valid TOML', 2],
    ['too large', ' '.repeat(2 ** 18 + 1), 'larger than 256 KiB', 1],
    ['no runners', 'a = 1\n', 'no [[runners]]', 1],
  ])('is told with its line: %s', (_, text, what, line) => {
    const { builds, problems } = read(text);
    expect(builds.map(({ patch: { kind } }) => kind)).toEqual(['elsewhere']);
    expect(problems).toMatchObject([{ place: { file: 'config.toml', line }, what: expect.stringContaining(what) }]);
  });

  it('by itself has no build', () => {
    expect(read(GITLAB_RUNNERS.replace(/\[\[runners\]\]\s+name = "shell"[\s\S]*/, ''), []).problems).toMatchObject([
      { what: expect.stringContaining('no pipeline is given') },
    ]);
  });
});
