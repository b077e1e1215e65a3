import type { IPod } from 'kubernetes-models/v1/Pod';
import { parseAllDocuments } from 'yaml';

type Spec = NonNullable<IPod['spec']>;
type Container = Spec['containers'][number];

interface Constraint {
  readonly kind: string;
  readonly spec: { readonly parameters?: Parameters };
}

interface Parameters {
  readonly allowedCapabilities?: readonly string[];
  readonly requiredDropCapabilities?: readonly string[];
  readonly allowedProfiles?: readonly string[];
  readonly exemptImages?: readonly string[];
}

/** Whether a container breaks a constraint, as its template of the gatekeeper-library (library/pod-security-policy) says. */
type Template = (container: Container, parameters: Parameters, spec: Spec) => boolean;

const lower = (names: readonly string[] = []): string[] => names.map((name) => name.toLowerCase());

const TEMPLATES: Readonly<Record<string, Template>> = {
  K8sPSPCapabilities({ securityContext }, { allowedCapabilities, requiredDropCapabilities }) {
    const [add, drop] = [lower(securityContext?.capabilities?.add), lower(securityContext?.capabilities?.drop)];
    const allowed = lower(allowedCapabilities);
    const addsMore = !allowed.includes('*') && add.some((name) => !allowed.includes(name));
    const required = lower(requiredDropCapabilities);
    return addsMore || (required.some((name) => !drop.includes(name)) && !drop.includes('all'));
  },
  K8sPSPPrivilegedContainer: ({ securityContext }) => securityContext?.privileged === true,
  K8sPSPAllowPrivilegeEscalationContainer: ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
  K8sPSPSeccompV2({ securityContext }, { allowedProfiles = [] }, spec) {
    const profile = securityContext?.seccompProfile ?? spec.securityContext?.seccompProfile;
    return profile === undefined || !allowedProfiles.includes(profile.type);
  },
};

/** What constraints say against a pod that is created in their namespace: the kind of each and the container that breaks it. */
export function deniedByConstraints(constraints: string, { spec }: IPod): string[] {
  if (spec === undefined) throw new Error('a pod without a spec');
  return parseAllDocuments(constraints).flatMap((document) => {
    const { kind, spec: constraint } = document.toJS() as Constraint;
    const breaks = TEMPLATES[kind];
    if (breaks === undefined) throw new Error(`no template of the kind ${kind} is known here`);
    const parameters = constraint.parameters ?? {};
    return [...spec.containers, ...(spec.initContainers ?? [])]
      .filter(({ image = '' }) => !(parameters.exemptImages ?? []).some((pattern) => isMatch(pattern, image)))
      .filter((container) => breaks(container, parameters, spec))
      .map(({ name }) => `${kind}: ${name}`);
  });
}

/** An image with a star at its end stands for all that begin so. */
function isMatch(pattern: string, image: string): boolean {
  return pattern.endsWith('*') ? image.startsWith(pattern.slice(0, -1)) : image === pattern;
}
