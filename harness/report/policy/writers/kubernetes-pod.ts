import { policyComment } from '../comment/policy-comment.ts';
import { nameFor, type Policy } from '../policy.ts';
import { statedConfiguration } from '../policy-configuration.ts';
import { builderImage } from './builder-image.ts';
import {
  CREDENTIALS_DIRECTORY,
  contextPathOf,
  kanikoArguments,
  kubernetesEnvironment,
  kubernetesText,
  mountedRemark,
} from './kaniko-arguments.ts';
import { securityContext, securityContextRemarks } from './security-context.ts';
import { type YamlRemark, yamlText } from './yaml-text.ts';

/** A pod that runs Kaniko with these capabilities. */
export function kubernetesPod(policy: Policy): string {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: metadata(policy), spec: podSpec(policy) };
  return yamlText(policyComment(policy), pod, podRemarks(policy, ['spec']));
}

/** A job whose pods do. */
export function kubernetesJob(policy: Policy): string {
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(policy),
    spec: { backoffLimit: 0, template: { metadata: { labels: LABELS }, spec: podSpec(policy) } },
  };
  return yamlText(policyComment(policy), job, podRemarks(policy, ['spec', 'template', 'spec']));
}

const LABELS = { 'app.kubernetes.io/name': 'kaniko' };

function metadata(policy: Policy): object {
  return { name: nameFor(policy, 'kaniko'), labels: LABELS };
}

function podSpec(policy: Policy): object {
  const configuration = statedConfiguration(policy);
  const container = {
    name: 'kaniko',
    image: builderImage(policy).reference,
    args: kanikoArguments(configuration).map(kubernetesText),
    ...kubernetesEnvironment(configuration),
    securityContext: securityContext(policy),
    volumeMounts: [
      { name: 'workspace', mountPath: contextPathOf(configuration) },
      { name: 'registry', mountPath: CREDENTIALS_DIRECTORY, readOnly: true },
    ],
  };
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    ...(ranInUserNamespaces(policy) && { hostUsers: false }),
    containers: [container],
    volumes: [{ name: 'workspace', emptyDir: {} }, REGISTRY_SECRET],
  };
}

/** What a set is worth outside of a user namespace no trial inside of one has shown. */
function ranInUserNamespaces({ record: { environment } }: Policy): boolean {
  return environment.engine === 'kubernetes' && environment.userNamespaceRemapping;
}

/** An example: a pod starts without it, and then pushes without credentials. */
const REGISTRY_SECRET = {
  name: 'registry',
  secret: {
    secretName: 'kaniko-registry',
    optional: true,
    items: [{ key: '.dockerconfigjson', path: 'config.json' }],
  },
};

function podRemarks(policy: Policy, spec: readonly string[]): YamlRemark[] {
  const container = [...spec, 'containers', 0];
  const { note } = builderImage(policy);
  return [
    ...(note === null ? [] : [[[...container, 'image'], note] as const]),
    [[...container, 'args', 0], mountedRemark(statedConfiguration(policy))],
    ...securityContextRemarks(policy, [...container, 'securityContext']),
    [[...spec, 'automountServiceAccountToken'], 'a build does not need the Kubernetes API'],
    ...(ranInUserNamespaces(policy)
      ? [[[...spec, 'hostUsers'], 'as in the trials: root of the build is a plain user of the node'] as const]
      : []),
    [[...spec, 'volumes', 0, 'name'], 'an example; use the volume with your context'],
    [
      [...spec, 'volumes', 1, 'secret', 'secretName'],
      'an example; kubectl create secret docker-registry kaniko-registry ...',
    ],
    [[...spec, 'volumes', 1, 'secret', 'optional'], 'so that the pod starts without it; remove this once you have it'],
  ];
}
