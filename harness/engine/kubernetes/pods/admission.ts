import { HarnessError } from '../../../errors.ts';
import type { Cluster } from '../api/cluster.ts';
import { clusterError, type KubeRefusal, refusalOf } from '../api/kube-failure.ts';
import { isExceeded } from './quota-patience.ts';

/** The error for a pod that the API server did not make; `what` goes on after `Cannot`. */
export function admissionError(cluster: Cluster, what: string, thrown: unknown): HarnessError {
  const { namespace } = cluster;
  const refusal = refusalOf(thrown);
  if (refusal?.code === 404) {
    return new HarnessError('ENGINE_CHOICE', `The cluster has no namespace ${namespace}`, {
      hint: 'Create it, or choose another one with --namespace.',
      cause: thrown,
    });
  }
  if (refusal === undefined || !isPolicyRefusal(refusal)) return clusterError(cluster, what, thrown);
  return new HarnessError('ENGINE_UNSUPPORTED', `The namespace ${namespace} admits no build: ${refusal.message}`, {
    hint: wayPast(refusal.message),
    cause: thrown,
  });
}

/**
 * Whether a request was refused at admission, and not for a missing right. Pod Security and quotas answer with 403, a
 * ValidatingAdmissionPolicy with 422 unless it says otherwise, and a webhook with any code.
 */
export function isPolicyRefusal({ code, message }: Pick<KubeRefusal, 'code' | 'message'>): boolean {
  if (/ denied (?:the )?request\b/.test(message)) return true;
  return code === 403 && !/ cannot create resource /.test(message);
}

/** The way out of a refusal at admission. */
export function wayPast(message: string): string {
  if (/PodSecurity "restricted/.test(message)) {
    return 'A Kaniko build is root in its container, which Pod Security restricted forbids. Choose a namespace under baseline with --namespace.';
  }
  if (/seccompProfile/.test(message) && /Unconfined/.test(message)) {
    return 'Leave --seccomp out, or choose a namespace without a Pod Security level with --namespace.';
  }
  return isExceeded(message)
    ? 'Wait until other pods have ended, have the quota raised, or choose another namespace with --namespace.'
    : 'Choose another namespace with --namespace, or have the policy changed that refuses it.';
}
