import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { caseOf, recordOf } from '../../../testing/examples/records.ts';
import { tablePolicy } from '../../../testing/pods/table-policy.ts';
import type { PolicyOptions } from '../policy-of.ts';
import { policyOf } from '../policy-of.ts';
import type { AdmissionAction } from '../policy-target.ts';
import { gatekeeperConstraint } from './gatekeeper-constraint.ts';

interface Constraint {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly enforcementAction: string; readonly match: object; readonly parameters?: object };
}

function constraints(options: PolicyOptions = {}): Constraint[] {
  const text = gatekeeperConstraint(tablePolicy({ mirror: [], ...options }));
  return parseAllDocuments(text).map((document) => document.toJS());
}

const exemptImages = [
  'ghcr.io/tektoncd/pipeline/*',
  'gcr.io/tekton-releases/github.com/tektoncd/pipeline/cmd/*',
  'cgr.dev/chainguard/busybox@*',
  'registry.gitlab.com/gitlab-org/gitlab-runner/*',
  'gitlab/gitlab-runner-helper*',
  'docker.io/gitlab/gitlab-runner-helper*',
];

describe('constraints of Gatekeeper', () => {
  it('have the parameters of their templates, and exempt injected containers from what these do not say of themselves', () => {
    expect(constraints().map(({ kind, spec }) => [kind, spec.parameters])).toEqual([
      ['K8sPSPCapabilities', { allowedCapabilities: ['CHOWN', 'FSETID'] }],
      ['K8sPSPCapabilities', { allowedCapabilities: ['*'], requiredDropCapabilities: ['ALL'], exemptImages }],
      ['K8sPSPPrivilegedContainer', undefined],
      ['K8sPSPAllowPrivilegeEscalationContainer', { exemptImages }],
      ['K8sPSPSeccompV2', { allowedProfiles: ['RuntimeDefault'], exemptImages }],
    ]);
  });

  it('have names of their own', () => {
    const names = constraints().map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('demand of hardening only what trials have shown', () => {
    const record = recordOf([caseOf()], { environment: { ...recordOf([]).environment, seccomp: '/etc/own.json' } });
    const kinds = parseAllDocuments(gatekeeperConstraint(policyOf(record, {}))).map((document) => document.toJS().kind);
    expect(kinds).toEqual(['K8sPSPCapabilities', 'K8sPSPCapabilities', 'K8sPSPPrivilegedContainer']);
  });

  it.each<[string, PolicyOptions, object]>([
    ['a label of namespaces', {}, { namespaceSelector: { matchLabels: { 'kaniko-builds': 'true' } } }],
    [
      'the names of namespaces',
      { match: ['ci', 'nightly'].map((name) => ({ kind: 'namespace', name })) },
      { namespaces: ['ci', 'nightly'] },
    ],
    [
      'values of a label',
      { match: ['a', 'b'].map((value) => ({ kind: 'namespace-label', key: 'team', value })) },
      { namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['a', 'b'] }] } },
    ],
  ])('all match by %s', (_, options, match) => {
    const kinds = [{ apiGroups: [''], kinds: ['Pod'] }];
    for (const { spec } of constraints(options)) expect(spec.match).toEqual({ kinds, ...match });
  });

  it.each<[AdmissionAction, string]>([
    ['deny', 'deny'],
    ['warn', 'warn'],
    ['audit', 'dryrun'],
  ])('all do what --action %s asks for', (action, enforcementAction) => {
    for (const { spec } of constraints({ action })) expect(spec.enforcementAction).toBe(enforcementAction);
  });

  it.each<[string, NonNullable<PolicyOptions['match']>[number]]>([
    ['image', { kind: 'image' }],
    ['service account', { kind: 'service-account', namespace: 'ci', name: 'builder' }],
  ])('are refused where pods are to be selected by %s', (words, match) => {
    expect(() => constraints({ match: [match] })).toThrow(
      expect.objectContaining({
        code: 'NO_POLICY',
        message: expect.stringContaining(`cannot select pods by ${words}`),
      }),
    );
  });
});
