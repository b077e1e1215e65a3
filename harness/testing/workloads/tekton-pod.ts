import type { IPod } from 'kubernetes-models/v1/Pod';
import { parse } from 'yaml';

type Container = NonNullable<IPod['spec']>['containers'][number];

/** What Tekton gives its own containers where its feature flag `set-security-context` is on. */
const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

/**
 * The pod that Tekton makes for a TaskRun of a task whose steps have no script, as Tekton Pipelines 1.15 does it (pkg/pod/pod.go:
 * Build, entrypointInitContainer; createResultsSidecar with `results-from: sidecar-logs` only where a task has results).
 */
export function tektonPod(task: string, { setsSecurityContext = false } = {}): IPod {
  const { metadata, spec } = parse(task) as Task;
  const own = setsSecurityContext ? { securityContext: { ...RESTRICTED, capabilities: { drop: ['ALL'] } } } : {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${metadata.name}-run-pod`, namespace: 'builds' },
    spec: {
      restartPolicy: 'Never',
      initContainers: [
        {
          name: 'prepare',
          image: 'ghcr.io/tektoncd/pipeline/entrypoint-bff0a22da108bc2f16c818c97641a296:v1.15.0',
          ...own,
        },
      ],
      containers: spec.steps.map(({ name, image = '', args, env, securityContext }) => ({
        name: `step-${name}`,
        image,
        command: ['/tekton/bin/entrypoint'],
        ...(args === undefined ? {} : { args }),
        ...(env === undefined ? {} : { env }),
        ...(securityContext === undefined ? {} : { securityContext }),
      })),
    },
  };
}

interface Task {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly steps: readonly Container[] };
}
