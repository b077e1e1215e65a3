import fc from 'fast-check';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { anyConfiguration, exampleConfiguration } from '../../testing/examples/configurations.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import type { Configuration } from '../../vocabulary/configuration.ts';
import { policyEvidence } from './comment/policy-evidence.ts';
import { policyOf } from './policy-of.ts';
import { composeService } from './writers/compose-service.ts';
import { dockerRun } from './writers/docker-run.ts';
import { gatekeeperConstraint } from './writers/gatekeeper-constraint.ts';
import { gitlabJob } from './writers/gitlab/gitlab-job.ts';
import { gitlabRunner } from './writers/gitlab/gitlab-runner.ts';
import { kubernetesJob, kubernetesPod } from './writers/kubernetes-pod.ts';
import { kyvernoPolicy } from './writers/kyverno-policy.ts';
import { tektonTask } from './writers/tekton-task.ts';

const { context } = exampleConfiguration({});
const mounted = { kind: 'dir', path: '/src', owner: { uid: 1000, gid: 1000 }, modes: 'as-is' } as const;
const unusual = exampleConfiguration({
  context: mounted,
  user: { id: 1000, groupId: 100 },
  seccomp: 'unconfined',
  noNewPrivileges: true,
  builderFlags: ['--snapshot-mode=redo'],
  builderEnvironment: { FF_KANIKO_RUN_HONOR_GROUP: 'true' },
});
const under = (...configurations: Configuration[]) =>
  policyOf(recordOf(configurations.map((configuration, index) => caseOf({ id: `case-${index}`, configuration }))), {});

describe('a policy states the configuration that was proven:', () => {
  it('a pod', () => {
    const { spec } = parse(kubernetesPod(under(unusual)));
    expect(spec.containers[0]).toMatchObject({
      args: ['--context=dir:///src', '--dockerfile=Dockerfile', expect.anything(), '--snapshot-mode=redo'],
      env: [{ name: 'FF_KANIKO_RUN_HONOR_GROUP', value: 'true' }],
      securityContext: {
        runAsUser: 1000,
        runAsGroup: 100,
        allowPrivilegeEscalation: false,
        seccompProfile: { type: 'Unconfined' },
      },
      volumeMounts: [{ mountPath: '/src' }, { mountPath: '/kaniko/.docker' }],
    });
  });

  it('a Tekton task', () => {
    const { spec } = parse(tektonTask(under(unusual)));
    expect(spec.workspaces[0].mountPath).toBe('/src');
    expect(spec.steps[0].args.at(-1)).toBe('--snapshot-mode=redo');
  });

  it('a compose service', () => {
    const { services } = parse(composeService(under(unusual)));
    expect(services.kaniko).toMatchObject({
      user: '1000:100',
      environment: { FF_KANIKO_RUN_HONOR_GROUP: 'true' },
      security_opt: ['no-new-privileges:true', 'seccomp:unconfined'],
      volumes: ['.:/src'],
    });
  });

  it('a docker run with a mounted directory', () => {
    const text = dockerRun(under(unusual));
    expect(text).toContain(
      [
        'docker run --rm',
        '--volume "$PWD":/src',
        '--cap-drop ALL',
        '--cap-add CHOWN',
        '--cap-add FSETID',
        '--security-opt no-new-privileges',
        '--security-opt seccomp=unconfined',
        '--user 1000:100',
        '--env FF_KANIKO_RUN_HONOR_GROUP=true',
      ].join(' \\\n  '),
    );
    expect(text).toContain('--context=dir:///src \\\n');
    expect(text).toContain('image:tag \\\n  --snapshot-mode=redo\n\n#');
  });

  it('a docker run with a tar, as the trials had it', () => {
    const text = dockerRun(under(exampleConfiguration({ context: { ...context, kind: 'tar' } })));
    expect(text).toContain('tar --create --gzip . | docker run --rm --interactive');
    expect(text).toContain('--context=tar://stdin');
  });

  it('a GitLab Runner, whose flags belong to the job', () => {
    expect(parseToml(gitlabRunner(under(unusual)))).toMatchObject({
      runners: [
        {
          environment: ['FF_KANIKO_RUN_HONOR_GROUP=true'],
          kubernetes: {
            build_container_security_context: { run_as_user: 1000, run_as_group: 100 },
            pod_spec: [
              { patch: '{containers: [{name: build, securityContext: {seccompProfile: {type: Unconfined}}}]}' },
            ],
          },
        },
        {
          environment: ['FF_KANIKO_RUN_HONOR_GROUP=true'],
          docker: { user: '1000:100', security_opt: ['no-new-privileges:true', 'seccomp=unconfined'] },
        },
      ],
    });
    const job = parse(gitlabJob(under(unusual)));
    expect(job['build-image'].script.at(-1)).toMatch(/ --snapshot-mode=redo$/);
  });

  it('a profile of one’s own, which has to be put on the node', () => {
    const text = kubernetesPod(
      under(exampleConfiguration({ seccomp: { name: 'strict.json', sha256: 'a'.repeat(64) } })),
    );
    expect(parse(text).spec.containers[0].securityContext.seccompProfile).toEqual({
      type: 'Localhost',
      localhostProfile: 'strict.json',
    });
    expect(text).toContain('put the profile that was tried there (sha256:aaaa');
  });
});

describe('the comment of a policy', () => {
  it('says in one line what the finding rests on', () => {
    expect(kubernetesPod(under(unusual))).toContain(
      'Tried with a mounted directory whose files belong to 1000:1000, no cache, --snapshot-mode=redo, runs as 1000:100; seccomp: unconfined; no-new-privileges; FF_KANIKO_RUN_HONOR_GROUP=true.\n',
    );
  });

  it('counts the contexts where only owners of files differ, and lists them as evidence', () => {
    const policy = under(
      exampleConfiguration({ context: mounted }),
      exampleConfiguration({ context: { ...mounted, owner: 'as-is' } }),
    );
    expect(kubernetesPod(policy)).toContain('Tried with 2 kinds of context, no cache, no further flags.');
    expect(policyEvidence(policy)).toEqual(
      expect.arrayContaining([
        'The context of case-0 was a mounted directory whose files belong to 1000:1000.',
        'The context of case-1 was a mounted directory whose files belong to whom they did where it was tried.',
      ]),
    );
  });

  it('says of a pod that its trials had a tar', () => {
    expect(kubernetesPod(under(exampleConfiguration({ context: { ...context, kind: 'tar' } })))).toContain(
      'The trials had the context as a tar',
    );
  });
});

describe('cases of different configurations', () => {
  const mixed = under(exampleConfiguration({}), exampleConfiguration({ builderFlags: ['--snapshot-mode=redo'] }));

  it('get no manifest, but an error that names them and the way out', () => {
    expect(() => kubernetesPod(mixed)).toThrow(
      expect.objectContaining({
        code: 'NO_POLICY',
        message: expect.stringContaining('\n  case-0: the default\n  case-1: --snapshot-mode=redo'),
        hint: 'Choose cases of one configuration: --case case-0. Or write several: --split-by case.',
      }),
    );
    for (const write of [kubernetesJob, tektonTask, composeService, dockerRun, gitlabRunner, gitlabJob]) {
      expect(() => write(mixed)).toThrow('No policy is written');
    }
  });

  it('get an admission policy, which is only about capabilities, with the number of configurations in its comment', () => {
    for (const write of [kyvernoPolicy, gatekeeperConstraint]) {
      expect(write(mixed)).toContain('whose files belong to 0:0, 2 configurations.');
    }
    expect(policyEvidence(mixed)).toContain('Configuration of case-1: --snapshot-mode=redo.');
  });
});

describe('flags and values of a stranger', () => {
  it('stay in their place, whatever they hold', () => {
    fc.assert(
      fc.property(anyConfiguration, (configuration) => {
        const policy = under(configuration);
        const flags = configuration.builderFlags.map((flag) => flag.replaceAll('$(', '$$$$('));
        expect(parse(kubernetesPod(policy)).spec.containers[0].args).toEqual(expect.arrayContaining(flags));
        expect(parse(composeService(policy)).services.kaniko.command.slice(-1)[0]).not.toMatch(/[^$]\$[^$]/);
        for (const write of [kubernetesPod, dockerRun, composeService, gitlabRunner, gitlabJob, tektonTask]) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
          expect(write(policy)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
        }
      }),
      { numRuns: 40 },
    );
  });
});
