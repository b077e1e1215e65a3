import { stringify } from 'smol-toml';
import { namesOf } from '../../../../capabilities/capability-set.ts';
import type { Configuration } from '../../../../vocabulary/configuration.ts';
import { excessLines } from '../../comment/excess-text.ts';
import { policyComment } from '../../comment/policy-comment.ts';
import { nameFor, type Policy } from '../../policy.ts';
import { statedConfiguration } from '../../policy-configuration.ts';
import { builderImage } from '../builder-image.ts';
import { dockerUser, securityOptions } from '../docker-security.ts';
import { type SecurityContext, securityContext } from '../security-context.ts';
import { hashLines, notesBelow } from '../yaml-text.ts';
import { anyVersionOf, DEBUG_IMAGE_REMARK, debugImage } from './debug-image.ts';

/** The part of a GitLab Runner's `config.toml` that grants these capabilities, for either executor. */
export function gitlabRunner(policy: Policy): string {
  const kubernetes = {
    name: `${nameFor(policy, 'kaniko')}-on-kubernetes`,
    executor: 'kubernetes',
    ...(podSpecPatches(policy).length > 0 ? ADVANCED_POD_SPEC : {}),
    ...environment(policy),
    kubernetes: kubernetesExecutor(policy),
  };
  const docker = {
    name: `${nameFor(policy, 'kaniko')}-on-docker`,
    executor: 'docker',
    ...environment(policy),
    docker: dockerExecutor(policy),
  };
  return `${hashLines(policyComment(policy))}\n\n${stringify({ runners: [kubernetes, docker] }).trimEnd()}\n${notesBelow(notes(policy))}`;
}

/** Without it the runner does not read `pod_spec`. As a variable in `environment`, any job could switch it off. */
const ADVANCED_POD_SPEC = { feature_flags: { FF_USE_ADVANCED_POD_SPEC_CONFIGURATION: true } };

function environment(policy: Policy): { readonly environment?: readonly string[] } {
  // The jobs have them.
  if (policy.grantsAlone === true) return {};
  const { builderEnvironment }: Configuration = statedConfiguration(policy);
  const variables = Object.entries(builderEnvironment).map(([name, value]) =>
    `${name}=${value}`.replaceAll('$', '$$$$'),
  );
  return variables.length === 0 ? {} : { environment: variables };
}

/** Without the second one, a job with any image gets the capabilities. */
function images(policy: Policy): { readonly image: string; readonly allowed_images: readonly string[] } {
  const { reference } = builderImage(policy);
  return { image: debugImage(reference), allowed_images: anyVersionOf(reference) };
}

function kubernetesExecutor(policy: Policy): object {
  const context = securityContext(policy);
  const { runAsUser, runAsGroup, capabilities, allowPrivilegeEscalation } = context;
  const patches = podSpecPatches(policy);
  return {
    ...images(policy),
    privileged: false,
    automount_service_account_token: false,
    build_container_security_context: {
      run_as_user: runAsUser,
      ...(runAsGroup === undefined ? {} : { run_as_group: runAsGroup }),
      ...(allowPrivilegeEscalation === undefined ? {} : { allow_privilege_escalation: allowPrivilegeEscalation }),
      capabilities,
    },
    helper_container_security_context: WITHOUT_CAPABILITIES,
    init_permissions_container_security_context: WITHOUT_CAPABILITIES,
    ...(patches.length === 0 ? {} : { pod_spec: patches }),
  };
}

/** The runner's own containers write to volumes that belong to the user that they run as. */
const WITHOUT_CAPABILITIES = { allow_privilege_escalation: false, capabilities: { drop: ['ALL'] } };

/** What the security contexts of the runner had no setting for before GitLab Runner 18.11. */
function podSpecPatches(policy: Policy): object[] {
  const { seccompProfile } = securityContext(policy);
  if (seccompProfile === undefined) return [];
  const context = `{securityContext: {seccompProfile: ${flowText(seccompProfile)}}}`;
  // The engine's default is right for every container of the pod; what a user chose for the builder is for the builder alone.
  const patch =
    seccompProfile.type === 'RuntimeDefault' ? context : `{containers: [{name: build, ${context.slice(1, -1)}}]}`;
  return [{ name: 'seccomp', patch_type: 'strategic', patch }];
}

/** A profile in YAML's short form; a name may hold anything. */
function flowText(profile: NonNullable<SecurityContext['seccompProfile']>): string {
  const name = 'localhostProfile' in profile ? `, localhostProfile: ${JSON.stringify(profile.localhostProfile)}` : '';
  return `{type: ${profile.type}${name}}`;
}

function dockerExecutor(policy: Policy): object {
  // The runner reads the file of a profile only behind an equals sign.
  const options = securityOptions(policy, ':').map((option) => option.replace(/^seccomp:/, 'seccomp='));
  return {
    ...images(policy),
    privileged: false,
    cap_drop: ['ALL'],
    cap_add: namesOf(policy.set),
    user: dockerUser(statedConfiguration(policy)),
    ...(options.length === 0 ? {} : { security_opt: options }),
  };
}

function notes(policy: Policy): string[] {
  const { note } = builderImage(policy);
  const { seccompProfile } = securityContext(policy);
  return [
    'Keep the runner whose executor you use, and give it your url and token. --format gitlab-ci writes a job for it.',
    `image: ${DEBUG_IMAGE_REMARK}.`,
    ...(note === null ? [] : [`image: ${note}`]),
    'allowed_images: without it, a job with any image gets these capabilities.',
    'On Docker, cap_add, cap_drop and security_opt also reach the helper, which clones and caches; services do not get them.',
    'On Kubernetes, the helper and init-permissions containers drop all capabilities. With',
    'FF_DISABLE_UMASK_FOR_KUBERNETES_EXECUTOR the helper changes owners: let it add CHOWN then.',
    ...(seccompProfile === undefined ? [] : SECCOMP_NOTES),
    ...excessLines(policy).map((line) => `Not needed: ${line}`),
  ];
}

const SECCOMP_NOTES = [
  'pod_spec needs GitLab Runner 15.10 or newer, and is a beta feature. From 18.11 on you can write instead:',
  '[runners.kubernetes.pod_security_context.seccomp_profile] with type = "RuntimeDefault".',
];
