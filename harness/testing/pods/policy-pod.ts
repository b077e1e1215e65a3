import type { IPod } from 'kubernetes-models/v1/Pod';

/** What a rule of an admission policy is about. */
export type PodRule = 'add' | 'drop' | 'privileged' | 'escalation' | 'seccomp';

/** The formats that admit or deny pods. */
export type AdmissionFormat = 'validating-admission-policy' | 'kyverno' | 'gatekeeper';

/** What a cluster is asked: to create a pod, to change it, or to put an ephemeral container into it. */
export type PodRequest =
  | { readonly operation: 'CREATE'; readonly pod: IPod }
  | {
      readonly operation: 'UPDATE';
      readonly pod: IPod;
      /** The pod as it is before. It may break the policy: it is older than the policy. */
      readonly before: IPod;
      readonly subresource?: 'ephemeralcontainers';
    };

/** The languages in which each template of Gatekeeper is written. A new Gatekeeper reads the CEL, an old one the Rego. */
export type TemplateLanguage = 'Rego' | 'CEL';

/** What a format answers otherwise than the others, and why. */
export interface OtherAnswer {
  readonly broken: readonly PodRule[];
  readonly because: string;
  /** Only where this language of a template is read; undefined where that makes no difference. */
  readonly language?: TemplateLanguage;
}

/** A pod that a cluster is asked for, and what a policy has to answer. */
export interface PolicyPod {
  readonly name: string;
  readonly request: PodRequest;
  /** The rules that it breaks; it is admitted if there are none. */
  readonly broken: readonly PodRule[];
  /** Formats that do not see this, or see more. */
  readonly otherwise?: Readonly<Partial<Record<AdmissionFormat, OtherAnswer>>>;
}

/** Where every pod of the table is. */
export const POD_NAMESPACE = { name: 'builds', label: { 'kaniko-builds': 'true' } } as const;

/** The image of the table's policy, and the repositories that mirror it. */
export const KANIKO_REPOSITORY = 'gcr.io/kaniko-project/executor';
export const KANIKO_DIGEST = `sha256:${'e'.repeat(64)}`;
export const KANIKO_IMAGE = `${KANIKO_REPOSITORY}:v1.24.0@${KANIKO_DIGEST}`;
export const KANIKO_MIRRORS = ['mirror.example:5000/kaniko/executor', 'docker.io/library/kaniko'] as const;

type Container = NonNullable<IPod['spec']>['containers'][number];
type SecurityContext = NonNullable<Container['securityContext']>;

/** What the table's policy demands of Kaniko's container. */
export const GOOD_CONTEXT = {
  runAsUser: 0,
  capabilities: { drop: ['ALL'], add: ['CHOWN', 'FSETID'] },
  seccompProfile: { type: 'RuntimeDefault' },
  allowPrivilegeEscalation: false,
} as const satisfies SecurityContext;

/** What breaks every rule that a pod of Kubernetes can break without being invalid. */
export const BAD_CONTEXT: SecurityContext = { privileged: true, capabilities: { add: ['SYS_ADMIN'] } };

/** The rules that it breaks. */
export const ALL_RULES: readonly PodRule[] = ['add', 'drop', 'privileged', 'escalation', 'seccomp'];

/** A container that runs Kaniko; undefined takes something out of its security context. */
export function kanikoContainer(
  changes: { readonly [Name in keyof SecurityContext]?: SecurityContext[Name] | undefined } = {},
  image: string = KANIKO_IMAGE,
): Container {
  const merged = Object.entries({ ...GOOD_CONTEXT, ...changes }).filter(([, value]) => value !== undefined);
  return { name: 'kaniko', image, securityContext: Object.fromEntries(merged) };
}

/** A container that breaks every rule. */
export function badContainer(image: string = KANIKO_IMAGE): Container {
  return { name: 'kaniko', image, securityContext: BAD_CONTEXT };
}

/** A container of another image, which meets what is demanded of Kaniko, so that it decides nothing. */
export const OTHER_CONTAINER: Container = {
  name: 'other',
  image: 'busybox:1.37',
  securityContext: { ...GOOD_CONTEXT },
};

/** A pod with these containers. */
export function podOf(
  containers: readonly Container[],
  spec: Partial<NonNullable<IPod['spec']>> = {},
  metadata: IPod['metadata'] = {},
): IPod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'kaniko', namespace: POD_NAMESPACE.name, ...metadata },
    spec: { restartPolicy: 'Never', containers: [...containers], ...spec },
  };
}

/** A request for this pod. */
export function create(pod: IPod): PodRequest {
  return { operation: 'CREATE', pod };
}
