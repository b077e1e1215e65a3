import { describe, expect, it } from 'vitest';
import { policyWriters } from '../testing/documents/policy-writers.ts';
import { type AdmissionFormat, POD_NAMESPACE, type PolicyPod } from '../testing/pods/policy-pod.ts';
import { brokenFor, POLICY_PODS } from '../testing/pods/policy-pods.ts';
import { tablePolicy } from '../testing/pods/table-policy.ts';
import { judgePod } from './judge.ts';
import type { JsonMap, JudgedPod } from './model/judged-pod.ts';
import { readPolicies } from './read-policies.ts';

const WRITERS = await policyWriters();

const CREATED = POLICY_PODS.filter(({ request }) => request.operation === 'CREATE');

function judgedPod({ request }: PolicyPod): JudgedPod {
  const object = JSON.parse(JSON.stringify(request.pod)) as JsonMap;
  return { object, namespace: POD_NAMESPACE.name, namespaceLabels: POD_NAMESPACE.label };
}

describe.each(['validating-admission-policy', 'kyverno', 'gatekeeper'] as const)(
  'a policy that this program writes for %s',
  (format: AdmissionFormat) => {
    const { policies, problems } = readPolicies(WRITERS[format]?.(tablePolicy({})) ?? '', 'policy.yaml');

    it('is read whole', () => {
      expect(problems).toEqual([]);
      expect(policies.length).toBeGreaterThan(0);
    });

    it.each(CREATED.map((entry) => [entry.name, entry] as const))(
      '%s: is admitted or broken as a cluster does',
      (_, entry) => {
        const verdicts = policies.map((policy) => judgePod(policy, judgedPod(entry)).verdict);
        expect(verdicts.includes('breaks')).toBe(brokenFor(entry, format, 'Rego').length > 0);
        expect(verdicts).not.toContain('not-judged');
      },
    );
  },
);
