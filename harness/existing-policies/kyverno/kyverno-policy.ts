import type { YamlDocument } from '../../manifest/yaml/read-yaml.ts';
import { at, itemsAt, textAt, type YamlValue } from '../../manifest/yaml/yaml-value.ts';
import { celRules, expressionsIn, validationsIn, variablesIn } from '../cel/cel-rules.ts';
import type { ExistingPolicy, PolicyKind, PolicyRule } from '../model/existing-policy.ts';
import { type Json, listIn, textIn, valueIn } from '../model/judged-pod.ts';
import { allOf, answerWhere, matchIf } from '../model/match.ts';
import { plainJson } from '../model/plain-json.ts';
import { kyvernoMatch } from './kyverno-match.ts';
import { judgeValidation } from './validation.ts';

/** ClusterPolicy and Policy of Kyverno. */
export const KYVERNO_POLICY: PolicyKind = {
  name: 'ClusterPolicy and Policy (Kyverno)',
  claims: ({ root }) => {
    const isKyverno = textAt(root, 'apiVersion')?.startsWith('kyverno.io/') ?? false;
    return isKyverno && ['ClusterPolicy', 'Policy'].includes(textAt(root, 'kind') ?? '');
  },
  read: readPolicy,
};

function readPolicy({ root }: YamlDocument): ExistingPolicy {
  return {
    title: `${textAt(root, 'kind')} ${textAt(root, 'metadata', 'name') ?? ''}`,
    place: root.place,
    // Rules that change or make objects, or check signatures, admit or deny no security context.
    rules: itemsAt(root, 'spec', 'rules')
      .filter((rule) => at(rule, 'validate') !== undefined)
      .flatMap((rule) => rulesOf(rule, root)),
  };
}

/** A rule in CEL has one rule for each of its expressions. */
function rulesOf(rule: YamlValue, policy: YamlValue): PolicyRule[] {
  const name = textAt(rule, 'name') ?? 'rule';
  const json = plainJson(rule);
  const effect = effectOf(json, plainJson(policy));
  const namespace = textAt(policy, 'kind') === 'Policy' ? (textAt(policy, 'metadata', 'namespace') ?? null) : null;
  const match: PolicyMatch = (pod) => allOf([withinNamespace(namespace, pod.namespace), kyvernoMatch(json, pod)]);
  if (at(rule, 'validate', 'cel') === undefined) {
    const place = (at(rule, 'name') ?? rule).place;
    return [{ name, place, effect, judge: (pod) => answerWhere(match(pod), () => judgeValidation(json, pod)) }];
  }
  const conditions = expressionsIn(rule, 'celPreconditions');
  const validations = validationsIn(rule, ['validate', 'cel', 'expressions'], textAt(rule, 'validate', 'message'));
  const variables = variablesIn(rule, 'validate', 'cel', 'variables');
  return celRules({ conditions, variables, validations, ignoresFailures: false, match }, { name, effect });
}

type PolicyMatch = (pod: Parameters<PolicyRule['judge']>[0]) => ReturnType<typeof kyvernoMatch>;

/** A Policy holds in its own namespace alone. */
function withinNamespace(own: string | null, namespace: string | null): ReturnType<typeof kyvernoMatch> {
  if (own === null) return 'yes';
  return namespace === null
    ? { unknown: `it holds only in the namespace ${own}, and nothing says the pod's` }
    : matchIf(own === namespace);
}

/** Kyverno only reports where nothing says `Enforce`. */
function effectOf(rule: Json, policy: Json): PolicyRule['effect'] {
  const own = textIn(rule, 'validate', 'failureAction');
  const action = own ?? textIn(policy, 'spec', 'validationFailureAction') ?? 'Audit';
  const overrides = [
    ...listIn(rule, 'validate', 'failureActionOverrides'),
    ...listIn(policy, 'spec', 'validationFailureActionOverrides'),
  ].map((one) => valueIn(one, 'action'));
  return [action, ...overrides].some((one) => String(one).toLowerCase() === 'enforce') ? 'denies' : 'reports';
}
