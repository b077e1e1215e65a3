import { CHANGED_PODS } from './changed-pods.ts';
import { CONTAINER_PODS } from './container-pods.ts';
import { IMAGE_PODS } from './image-pods.ts';
import { INJECTED_PODS } from './injected-pods.ts';
import type { AdmissionFormat, PodRule, PolicyPod, podOf, TemplateLanguage } from './policy-pod.ts';

/**
 * Pods that an admission policy has to admit or deny, each with the reason: one table for all that reads such a policy. The
 * policy grants CHOWN and FSETID to the image of KANIKO_IMAGE and its mirrors, no-new-privileges and the default seccomp profile
 * were shown, and it matches by image; that of Gatekeeper, which cannot, matches the label of POD_NAMESPACE.
 */
export const POLICY_PODS: readonly PolicyPod[] = [
  ...CONTAINER_PODS,
  ...IMAGE_PODS,
  ...CHANGED_PODS,
  ...INJECTED_PODS,
].map((entry, index) => named(entry, `pod-${String(index + 1).padStart(3, '0')}`));

/** The rules that a format has to name; it admits the pod if there are none. */
export function brokenFor(
  { broken, otherwise = {} }: PolicyPod,
  format: AdmissionFormat,
  language?: TemplateLanguage,
): readonly PodRule[] {
  const other = otherwise[format];
  return other === undefined || (other.language ?? language) !== language ? broken : other.broken;
}

/** An entry whose pod has a name of its own, so that all can be in one cluster. */
function named(entry: PolicyPod, name: string): PolicyPod {
  const own = (pod: ReturnType<typeof podOf>) => ({ ...pod, metadata: { ...pod.metadata, name } });
  const { request } = entry;
  if (request.operation === 'CREATE') return { ...entry, request: { ...request, pod: own(request.pod) } };
  return { ...entry, request: { ...request, pod: own(request.pod), before: own(request.before) } };
}
