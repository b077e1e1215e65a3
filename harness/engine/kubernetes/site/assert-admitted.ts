import { EMPTY_SET } from '../../../capabilities/capability-set.ts';
import { HarnessError } from '../../../errors.ts';
import { PLAIN_SETUP } from '../../container-setup.ts';
import type { SiteSpecification } from '../../port.ts';
import type { TrialSpecification } from '../../trial-port.ts';
import type { Cluster } from '../api/cluster.ts';
import { clusterError, refusalOf } from '../api/kube-failure.ts';
import { change } from '../api/request.ts';
import { placeIn } from '../pods/pod-place.ts';
import { trialPod } from '../pods/pod-settings.ts';

/** The image matters, because a policy may admit only some. */
export interface AdmittedPod {
  readonly ownership: SiteSpecification['ownership'];
  readonly image: string;
}

/**
 * Has the API server say whether it would admit the least that any trial is: a pod whose builder is root and has no capability. Nothing
 * is created.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED with the reason if it would not, ENGINE_CHOICE if there is no such namespace.
 */
export async function assertAdmitted(cluster: Cluster, pod: AdmittedPod): Promise<void> {
  const { namespace } = cluster;
  const least = leastTrial(pod);
  const body = trialPod({
    name: least.name,
    trials: [least],
    auxiliaryImage: pod.image,
    place: { ...placeIn(cluster, null), labels: {} },
  });
  try {
    await change(cluster, () => cluster.core.createNamespacedPod({ namespace, body, dryRun: 'All' }));
  } catch (thrown) {
    const refusal = refusalOf(thrown);
    if (refusal?.code === 404) {
      throw new HarnessError('ENGINE_CHOICE', `The cluster has no namespace ${namespace}`, {
        hint: 'Create it, or choose another one with --namespace.',
        cause: thrown,
      });
    }
    if (refusal === undefined || !isPolicyRefusal(refusal))
      throw clusterError(cluster, `create pods in the namespace ${namespace}`, thrown);
    throw new HarnessError('ENGINE_UNSUPPORTED', `The namespace ${namespace} admits no build: ${refusal.message}`, {
      hint: hintFor(refusal.message),
      cause: thrown,
    });
  }
}

/**
 * Whether a request was refused at admission, and not for a missing right. Pod Security and quotas answer with 403, a
 * ValidatingAdmissionPolicy with 422 unless it says otherwise, and a webhook with any code.
 */
export function isPolicyRefusal({ code, message }: { readonly code: number; readonly message: string }): boolean {
  if (/ denied (?:the )?request\b/.test(message)) return true;
  return code === 403 && !/ cannot create resource /.test(message);
}

function hintFor(message: string): string {
  if (/PodSecurity "restricted/.test(message)) {
    return 'A Kaniko build is root in its container, which Pod Security restricted forbids. Choose a namespace under baseline with --namespace.';
  }
  return /exceeded quota/.test(message)
    ? 'Wait until other pods have ended, have the quota raised, or choose another namespace with --namespace.'
    : 'Choose another namespace with --namespace, or have the policy changed that refuses it.';
}

function leastTrial({ ownership, image }: AdmittedPod): TrialSpecification {
  return {
    ...PLAIN_SETUP,
    name: `${ownership.run}-admission`,
    image,
    command: ['/bin/sh'],
    environment: {},
    capabilities: EMPTY_SET,
    noNewPrivileges: false,
    limits: { memoryBytes: 64 * 2 ** 20, processes: 16, cpus: 0 },
    ownership,
    pushes: false,
    keepsProgram: true,
  };
}
