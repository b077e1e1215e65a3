import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { answerOf, expressionsOf, isLookedAt } from '../../../testing/pods/answer-of.ts';
import { badContainer, create, kanikoContainer, OTHER_CONTAINER, podOf } from '../../../testing/pods/policy-pod.ts';
import { POLICY_PODS } from '../../../testing/pods/policy-pods.ts';
import { tablePolicy } from '../../../testing/pods/table-policy.ts';
import type { AdmissionAction, PodMatch } from '../policy-target.ts';
import { kyvernoPolicy } from '../writers/kyverno-policy.ts';
import { validatingAdmissionPolicy } from '../writers/validating-admission-policy.ts';

const NAMESPACES: readonly PodMatch[] = [
  { kind: 'namespace', name: 'ci' },
  { kind: 'namespace', name: 'nightly' },
  { kind: 'namespace-label', key: 'team', value: 'a' },
];
const ACCOUNT: PodMatch = { kind: 'service-account', namespace: 'builds', name: 'builder' };

function documentsOf(text: string) {
  return parseAllDocuments(text).map((document) => document.toJS());
}

describe('a match by namespaces', () => {
  it('is a selector of the binding, which knows a namespace by the label with its name', () => {
    const [, binding] = documentsOf(validatingAdmissionPolicy(tablePolicy({ match: NAMESPACES })));
    expect(binding.spec.matchResources).toEqual({
      namespaceSelector: {
        matchLabels: { team: 'a' },
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['ci', 'nightly'] }],
      },
    });
  });

  it('is a list of names and a selector for Kyverno', () => {
    const [policy] = documentsOf(kyvernoPolicy(tablePolicy({ match: NAMESPACES })));
    expect(policy.spec.rules[0].match.any).toEqual([
      {
        resources: {
          kinds: ['Pod'],
          operations: ['CREATE', 'UPDATE'],
          namespaces: ['ci', 'nightly'],
          namespaceSelector: { matchLabels: { team: 'a' } },
        },
      },
    ]);
  });

  it('selects nothing where only the image is asked for', () => {
    const [, binding] = documentsOf(validatingAdmissionPolicy(tablePolicy({ match: [{ kind: 'image' }] })));
    expect(binding.spec.matchResources).toBeUndefined();
  });
});

/** What the rules are asked about: the fewer updates, the less can go wrong with a pod that runs already. */
it('No rule is asked about a pod that is being deleted, or keeps its images', () => {
  const rules = expressionsOf(validatingAdmissionPolicy(tablePolicy()));
  const lookedAt = POLICY_PODS.filter(({ request }) => request.operation === 'UPDATE' && isLookedAt(rules, request));
  expect(lookedAt.map(({ name }) => name).filter((name) => !/ gets |ephemeral container/.test(name))).toEqual([]);
  const updates = POLICY_PODS.filter(({ request }) => request.operation === 'UPDATE');
  const left = updates.filter((entry) => !lookedAt.includes(entry)).map(({ name }) => name);
  expect(left).toEqual(
    updates.map(({ name }) => name).filter((name) => / label |finalizer|deadline|deleted/.test(name)),
  );
});

describe.each([
  ['validating-admission-policy', validatingAdmissionPolicy],
  ['kyverno', kyvernoPolicy],
])('%s without a match by image', (_, write) => {
  const rules = expressionsOf(write(tablePolicy({ match: [NAMESPACES[0] ?? ACCOUNT], mirror: [] })));

  it('checks every container that nothing has injected', () => {
    expect(answerOf(rules, create(podOf([badContainer('busybox')])))).toHaveLength(5);
    expect(answerOf(rules, create(podOf([OTHER_CONTAINER])))).toEqual([]);
  });

  it('needs no image', () => {
    const local = tablePolicy({ match: NAMESPACES, mirror: [] });
    const builder = { ...local.record.builder, imageDigest: null };
    expect(() => write({ ...local, record: { ...local.record, builder } })).not.toThrow();
  });

  it.each(
    POLICY_PODS.filter(({ name }) => / GitLab | Tekton /.test(name)).map((entry) => [entry.name, entry] as const),
  )('answers as Gatekeeper does: %s', (_name, { request, broken, otherwise }) => {
    expect(answerOf(rules, request)).toHaveLength((otherwise?.gatekeeper?.broken ?? broken).length);
  });

  it('checks only the pods of a service account, and with a match by image only containers of Kaniko in these', () => {
    const pod = (serviceAccountName: string, image: string) =>
      create(podOf([badContainer(image)], { serviceAccountName }));
    const ofAccount = expressionsOf(write(tablePolicy({ match: [ACCOUNT], mirror: [] })));
    expect(answerOf(ofAccount, pod('builder', 'busybox'))).toHaveLength(5);
    expect(answerOf(ofAccount, pod('default', 'busybox'))).toEqual([]);
    const ofBoth = expressionsOf(write(tablePolicy({ match: [ACCOUNT, { kind: 'image' }] })));
    expect(answerOf(ofBoth, pod('builder', 'busybox'))).toEqual([]);
    expect(answerOf(ofBoth, pod('builder', 'kaniko'))).toHaveLength(5);
    expect(answerOf(ofBoth, pod('default', 'kaniko'))).toEqual([]);
  });
});

describe('what is done with a pod that breaks the policy', () => {
  it.each<[AdmissionAction, string, string, boolean | undefined]>([
    ['deny', 'Deny', 'Enforce', undefined],
    ['warn', 'Warn', 'Audit', true],
    ['audit', 'Audit', 'Audit', undefined],
  ])('is what --action %s asks for', (action, validationAction, failureAction, emitWarning) => {
    const [, binding] = documentsOf(validatingAdmissionPolicy(tablePolicy({ action })));
    expect(binding.spec.validationActions).toEqual([validationAction]);
    const [{ spec }] = documentsOf(kyvernoPolicy(tablePolicy({ action })));
    expect([spec.rules[0].validate.failureAction, spec.emitWarning]).toEqual([failureAction, emitWarning]);
  });
});

it('An admission policy says which containers it checks', () => {
  const text = validatingAdmissionPolicy(tablePolicy({ match: [...NAMESPACES, ACCOUNT], mirror: [] }));
  expect(text).toContain(
    'every container in pods in the namespace ci or nightly, in namespaces with the label team=a, of the service account builds/builder',
  );
  expect(answerOf(expressionsOf(text), create(podOf([kanikoContainer()])))).toEqual([]);
});
