import { stringify } from 'smol-toml';
import { namesOf } from '../../../capabilities/capability-set.ts';
import type { Policy } from '../policy.ts';
import { policyComment } from '../policy-comment.ts';
import { statedConfiguration } from '../policy-configuration.ts';
import { builderImage } from './builder-image.ts';
import { dockerUser, securityOptions } from './docker-security.ts';
import { provenFlags } from './kaniko-arguments.ts';
import { securityContext } from './security-context.ts';
import { hashLines } from './yaml-text.ts';

/** The part of a GitLab Runner's `config.toml` that grants these capabilities, for either executor. */
export function gitlabRunner(policy: Policy): string {
  const { reference, note } = builderImage(policy.record);
  const configuration = statedConfiguration(policy);
  const flags = provenFlags(configuration);
  const environment = Object.entries(configuration.builderEnvironment).map(([name, value]) =>
    `${name}=${value}`.replaceAll('$', '$$$$'),
  );
  const shared = environment.length === 0 ? {} : { environment };
  const remarks = [
    'Keep the runner whose executor you use, and give it your url and token. A job runs a shell: use a Kaniko image that',
    'has one. cap_add and cap_drop of [runners.docker] apply to the container of the job only, not to its services.',
    // Its struct KubernetesContainerSecurityContext has no field for a profile.
    'The Kubernetes executor has no setting for seccomp: let the cluster default to RuntimeDefault (kubelet: seccompDefault).',
    ...(flags.length === 0 ? [] : [`Give the executor these flags in the script of the job: ${flags.join(' ')}`]),
    ...(note === null ? [] : [`image: ${note}`]),
  ];
  const runners = [
    {
      name: 'kaniko-on-kubernetes',
      executor: 'kubernetes',
      ...shared,
      kubernetes: kubernetesExecutor(policy, reference),
    },
    { name: 'kaniko-on-docker', executor: 'docker', ...shared, docker: dockerExecutor(policy, reference) },
  ];
  return `${hashLines([...policyComment(policy), '', ...remarks])}\n\n${stringify({ runners })}\n`;
}

function kubernetesExecutor(policy: Policy, image: string): object {
  const { runAsUser, runAsGroup, capabilities, allowPrivilegeEscalation } = securityContext(policy);
  return {
    image,
    privileged: false,
    build_container_security_context: {
      run_as_user: runAsUser,
      ...(runAsGroup === undefined ? {} : { run_as_group: runAsGroup }),
      ...(allowPrivilegeEscalation === undefined ? {} : { allow_privilege_escalation: allowPrivilegeEscalation }),
      capabilities,
    },
  };
}

function dockerExecutor(policy: Policy, image: string): object {
  const user = dockerUser(statedConfiguration(policy));
  const options = securityOptions(policy, ':');
  return {
    image,
    privileged: false,
    cap_drop: ['ALL'],
    cap_add: namesOf(policy.set),
    ...(user === null ? {} : { user }),
    ...(options.length === 0 ? {} : { security_opt: options }),
  };
}
