import type { Policy } from '../policy.ts';
import { NAMESPACE_LABEL, type PodMatch, type PolicyTarget } from '../policy-target.ts';
import { celAny, celText } from './cel-text.ts';

type MatchOf<Kind extends PodMatch['kind']> = Extract<PodMatch, { kind: Kind }>;

/** The matches of a kind. */
export function matchesOf<Kind extends PodMatch['kind']>(
  { match }: Pick<PolicyTarget, 'match'>,
  kind: Kind,
): readonly MatchOf<Kind>[] {
  return match.filter((one): one is MatchOf<Kind> => one.kind === kind);
}

/** Whether only containers with the image of Kaniko are checked, and not all of the pods that match. */
export function isByImage({ match }: Pick<PolicyTarget, 'match'>): boolean {
  return match.length === 0 || match.some(({ kind }) => kind === 'image');
}

/** A selector as Kubernetes reads it. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In';
    readonly values: readonly string[];
  }[];
}

/** The labels that a namespace must have; undefined where any will do. */
export function namespaceLabels(target: PolicyTarget): LabelSelector | undefined {
  return selectorOf(matchesOf(target, 'namespace-label'));
}

/** The same with the names of namespaces, which Kubernetes keeps in a label of each. */
export function namespaceSelector(target: PolicyTarget): LabelSelector | undefined {
  const names = matchesOf(target, 'namespace').map(({ name }) => ({ key: 'kubernetes.io/metadata.name', value: name }));
  return selectorOf([...names, ...matchesOf(target, 'namespace-label')]);
}

function selectorOf(labels: readonly { readonly key: string; readonly value: string }[]): LabelSelector | undefined {
  const values = new Map<string, string[]>();
  for (const { key, value } of labels) values.set(key, [...(values.get(key) ?? []), value]);
  const single = [...values].filter(([, those]) => those.length === 1).map(([key, [value = '']]) => [key, value]);
  const several = [...values].filter(([, those]) => those.length > 1);
  if (values.size === 0) return undefined;
  return {
    ...(single.length === 0 ? {} : { matchLabels: Object.fromEntries(single) }),
    ...(several.length === 0
      ? {}
      : { matchExpressions: several.map(([key, those]) => ({ key, operator: 'In' as const, values: those })) }),
  };
}

/** A condition in CEL that a pod runs as one of the service accounts; undefined where any will do. */
export function serviceAccountCondition(target: PolicyTarget): string | undefined {
  const accounts = matchesOf(target, 'service-account');
  if (accounts.length === 0) return undefined;
  return celAny(
    accounts.map(
      ({ namespace, name }) =>
        `object.metadata.namespace == ${celText(namespace)} && has(object.spec.serviceAccountName) && object.spec.serviceAccountName == ${celText(name)}`,
    ),
  );
}

/** The matches in words: `pods of the namespace ci`. */
export function matchText(target: PolicyTarget): string {
  const namespaces = matchesOf(target, 'namespace').map(({ name }) => name);
  const labels = matchesOf(target, 'namespace-label').map(({ key, value }) => `${key}=${value}`);
  const accounts = matchesOf(target, 'service-account').map(({ namespace, name }) => `${namespace}/${name}`);
  const parts = [
    ...(namespaces.length === 0 ? [] : [`in the namespace ${namespaces.join(' or ')}`]),
    ...(labels.length === 0 ? [] : [`in namespaces with the label ${labels.join(' or ')}`]),
    ...(accounts.length === 0 ? [] : [`of the service account ${accounts.join(' or ')}`]),
  ];
  return parts.length === 0 ? 'all pods' : `pods ${parts.join(', ')}`;
}

/** The command that makes a policy check a namespace. */
export function labelCommand({ part }: Pick<Policy, 'part'>): string {
  return `kubectl label namespace NAME ${NAMESPACE_LABEL}=${part?.slug ?? 'true'}`;
}
