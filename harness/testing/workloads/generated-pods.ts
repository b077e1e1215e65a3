import type { IPod } from 'kubernetes-models/v1/Pod';
import { parse } from 'yaml';
import type { Policy } from '../../report/policy/policy.ts';
import { policyWriters } from '../documents/policy-writers.ts';
import { gitlabPod } from './gitlab-pod.ts';
import { tektonPod } from './tekton-pod.ts';

const WRITERS = await policyWriters();

/** The pods that a cluster is asked for by the workloads that are written for a policy, by what asks for them. */
export function generatedPods(policy: Policy): Readonly<Record<string, IPod>> {
  const text = (format: string): string => WRITERS[format]?.(policy) ?? '';
  const { spec } = parse(text('kubernetes-job'));
  const [config, job, task] = ['gitlab-runner', 'gitlab-ci', 'tekton'].map(text) as [string, string, string];
  return {
    'a Pod': inNamespace(parse(text('kubernetes'))),
    'a Job': inNamespace({ apiVersion: 'v1', kind: 'Pod', ...spec.template, metadata: { name: 'kaniko-x' } }),
    'a Task of Tekton': tektonPod(task),
    'a Task of a Tekton that restricts its own containers': tektonPod(task, { setsSecurityContext: true }),
    'a job of GitLab': gitlabPod(config, job),
    'a job of GitLab whose runner sets no umask': gitlabPod(config, job, { disablesUmask: true }),
  };
}

function inNamespace(pod: IPod): IPod {
  return { ...pod, metadata: { ...pod.metadata, namespace: 'builds' } };
}
