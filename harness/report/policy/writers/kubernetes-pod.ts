import type { Policy } from '../policy.ts';
import { policyComment } from '../policy-comment.ts';
import { statedConfiguration } from '../policy-configuration.ts';
import { builderImage } from './builder-image.ts';
import {
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
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: METADATA, spec: podSpec(policy) };
  return yamlText(policyComment(policy), pod, podRemarks(policy, ['spec']));
}

/** A job whose pods do. */
export function kubernetesJob(policy: Policy): string {
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: METADATA,
    spec: { backoffLimit: 0, template: { metadata: { labels: METADATA.labels }, spec: podSpec(policy) } },
  };
  return yamlText(policyComment(policy), job, podRemarks(policy, ['spec', 'template', 'spec']));
}

const METADATA = { name: 'kaniko', labels: { 'app.kubernetes.io/name': 'kaniko' } };

function podSpec(policy: Policy): object {
  const configuration = statedConfiguration(policy);
  const container = {
    name: 'kaniko',
    image: builderImage(policy.record).reference,
    args: kanikoArguments(configuration).map(kubernetesText),
    ...kubernetesEnvironment(configuration),
    securityContext: securityContext(policy),
    volumeMounts: [{ name: 'workspace', mountPath: contextPathOf(configuration) }],
  };
  return { restartPolicy: 'Never', containers: [container], volumes: [{ name: 'workspace', emptyDir: {} }] };
}

function podRemarks(policy: Policy, spec: readonly string[]): YamlRemark[] {
  const container = [...spec, 'containers', 0];
  const { note } = builderImage(policy.record);
  return [
    ...(note === null ? [] : [[[...container, 'image'], note] as const]),
    [[...container, 'args', 0], mountedRemark(statedConfiguration(policy))],
    ...securityContextRemarks(policy, [...container, 'securityContext']),
    [[...spec, 'volumes', 0, 'name'], 'an example; use the volume with your context'],
  ];
}
