import { parse as parseToml } from 'smol-toml';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatSet } from '../../../../capabilities/capability-set.ts';
import { readManifests } from '../../../../manifest/read-manifests.ts';
import { caseOf, recordOf, variationOf } from '../../../../testing/examples/records.ts';
import { answers } from '../../../../testing/manifests/answers.ts';
import { GITLAB_KANIKO_JOB } from '../../../../testing/manifests/gitlab-pipelines.ts';
import { policyOf } from '../../policy-of.ts';
import { gitlabRunner } from './gitlab-runner.ts';

const REFERENCE = 'ghcr.io/osscontainertools/kaniko:v1.28.3';
const record = recordOf([caseOf({ variations: [variationOf()] })], {
  builder: { ...recordOf([]).builder, reference: REFERENCE },
});
const text = gitlabRunner(policyOf(record, {}));
// biome-ignore lint/suspicious/noExplicitAny: the tables of a file of another program
const [kubernetes, docker] = (parseToml(text) as any).runners;

it('The Kubernetes executor gives the build container the set, and its own containers nothing', () => {
  const none = { allow_privilege_escalation: false, capabilities: { drop: ['ALL'] } };
  expect(kubernetes.kubernetes).toMatchObject({
    privileged: false,
    automount_service_account_token: false,
    build_container_security_context: {
      run_as_user: 0,
      allow_privilege_escalation: false,
      capabilities: { drop: ['ALL'], add: ['CHOWN', 'FSETID'] },
    },
    helper_container_security_context: none,
    init_permissions_container_security_context: none,
  });
});

it('The Kubernetes executor gives the pod the seccomp profile by a patch, and has the flag that lets it be read', () => {
  // A job could override a variable; it cannot override these.
  expect(kubernetes.feature_flags).toEqual({ FF_USE_ADVANCED_POD_SPEC_CONFIGURATION: true });
  expect(kubernetes.environment).toBeUndefined();
  const [{ patch_type, patch }] = kubernetes.kubernetes.pod_spec;
  expect(patch_type).toBe('strategic');
  expect(parse(patch)).toEqual({ securityContext: { seccompProfile: { type: 'RuntimeDefault' } } });
});

it('The Docker executor grants the set to whoever it runs as root', () => {
  expect(docker.docker).toMatchObject({
    cap_drop: ['ALL'],
    cap_add: ['CHOWN', 'FSETID'],
    user: '0',
    security_opt: ['no-new-privileges:true'],
  });
});

it('Both executors run the image with a shell, and refuse every other image', () => {
  for (const { image, allowed_images } of [kubernetes.kubernetes, docker.docker]) {
    expect(image).toBe(`${REFERENCE}-debug`);
    expect(allowed_images).toEqual(['ghcr.io/osscontainertools/kaniko:*', 'ghcr.io/osscontainertools/kaniko@*']);
  }
});

it('A comment says that the helper gets on Docker what the job gets', () => {
  expect(text).toContain('# On Docker, cap_add, cap_drop and security_opt also reach the helper');
});

it('An audit reads the set and the confinement in it for both executors', () => {
  const manifests = [
    { file: '.gitlab-ci.yml', text: GITLAB_KANIKO_JOB },
    { file: 'config.toml', text },
  ];
  const { builds, problems } = readManifests(manifests, answers());
  expect(problems).toEqual([]);
  expect(builds).toHaveLength(2);
  for (const { security } of builds) {
    expect(formatSet(security.inForce)).toBe('CHOWN,FSETID');
    expect(security.noNewPrivileges.value).toBe(true);
    expect(security.seccomp.value).toBe('default');
    expect(security.user.value?.id).toBe(0);
  }
});
