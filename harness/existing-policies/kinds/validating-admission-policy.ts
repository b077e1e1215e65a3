import type { YamlDocument } from '../../manifest/yaml/read-yaml.ts';
import { at, itemsAt, textAt } from '../../manifest/yaml/yaml-value.ts';
import { celRules, expressionsIn, validationsIn, variablesIn } from '../cel/cel-rules.ts';
import type { ExistingPolicy, PolicyKind } from '../model/existing-policy.ts';
import type { Json, JudgedPod } from '../model/judged-pod.ts';
import { allOf, anyOf, type Match } from '../model/match.ts';
import { plainJson } from '../model/plain-json.ts';
import { matchConstraints, matchResources } from './resource-rules.ts';

/** ValidatingAdmissionPolicy of Kubernetes, with its bindings where they are in the same file. */
export const VALIDATING_ADMISSION_POLICY: PolicyKind = {
  name: 'ValidatingAdmissionPolicy',
  claims: ({ root }) => textAt(root, 'kind') === 'ValidatingAdmissionPolicy',
  read: ({ root, ...document }, all) => {
    const name = textAt(root, 'metadata', 'name') ?? '';
    const bindings = all.filter(
      (one) =>
        textAt(one.root, 'kind') === 'ValidatingAdmissionPolicyBinding' &&
        textAt(one.root, 'spec', 'policyName') === name,
    );
    return policyOf({ root, ...document }, `ValidatingAdmissionPolicy ${name}`, bindings);
  },
};

/** Kyverno's ValidatingPolicy, which is written in the same way. */
export const VALIDATING_POLICY: PolicyKind = {
  name: 'ValidatingPolicy (Kyverno)',
  claims: ({ root }) => {
    const isKyverno = textAt(root, 'apiVersion')?.startsWith('policies.kyverno.io/') ?? false;
    return isKyverno && ['ValidatingPolicy', 'NamespacedValidatingPolicy'].includes(textAt(root, 'kind') ?? '');
  },
  read: (document) => {
    const { root } = document;
    return policyOf(document, `${textAt(root, 'kind')} ${textAt(root, 'metadata', 'name') ?? ''}`, []);
  },
};

function policyOf({ root }: YamlDocument, title: string, bindings: readonly YamlDocument[]): ExistingPolicy {
  const constraints = plainJson(at(root, 'spec', 'matchConstraints'));
  const bound = bindings.map((one) => plainJson(at(one.root, 'spec', 'matchResources')));
  const actions = [root, ...bindings.map((one) => one.root)].flatMap((one) =>
    itemsAt(one, 'spec', 'validationActions').flatMap((action) => (action.kind === 'scalar' ? [action.text] : [])),
  );
  const policy = {
    conditions: expressionsIn(root, 'spec', 'matchConditions'),
    variables: variablesIn(root, 'spec', 'variables'),
    validations: validationsIn(root, ['spec', 'validations']),
    ignoresFailures: textAt(root, 'spec', 'failurePolicy') === 'Ignore',
    match: (pod: JudgedPod) => allOf([matchConstraints(constraints, pod), boundTo(bound, pod)]),
  };
  const effect = actions.length === 0 || actions.includes('Deny') ? 'denies' : 'reports';
  return { title, place: root.place, rules: celRules(policy, { name: 'validation', effect }) };
}

/** A policy is judged as though it were bound where its bindings are not in the file. */
function boundTo(bindings: readonly Json[], pod: JudgedPod): Match {
  return bindings.length === 0 ? 'yes' : anyOf(bindings.map((resources) => matchResources(resources, pod)));
}
