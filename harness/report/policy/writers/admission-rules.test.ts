import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { caseOf, recordOf } from '../../../testing/examples/records.ts';
import { answerOf, expressionsOf } from '../../../testing/pods/answer-of.ts';
import { badContainer, create, kanikoContainer, OTHER_CONTAINER, podOf } from '../../../testing/pods/policy-pod.ts';
import { brokenFor, POLICY_PODS } from '../../../testing/pods/policy-pods.ts';
import { RULE_WORDS, tablePolicy } from '../../../testing/pods/table-policy.ts';
import { policyOf } from '../policy-of.ts';
import { kubernetesPod } from './kubernetes-pod.ts';
import { kyvernoPolicy } from './kyverno-policy.ts';
import { validatingAdmissionPolicy } from './validating-admission-policy.ts';

const WRITERS = { 'validating-admission-policy': validatingAdmissionPolicy, kyverno: kyvernoPolicy } as const;

describe.each(Object.entries(WRITERS))('a policy as %s', (format, write) => {
  const expressions = expressionsOf(write(tablePolicy()));

  it.each(POLICY_PODS.map((entry) => [entry.name, entry] as const))('answers as the table says to: %s', (_, entry) => {
    const messages = answerOf(expressions, entry.request);
    const words = brokenFor(entry, format as keyof typeof WRITERS).map((rule) => RULE_WORDS[rule]);
    expect(messages.map((message) => message.replace(/^Kaniko |\. Write .*$/g, ''))).toEqual(words);
  });

  it('names the pod and its containers, and says what to write', () => {
    const add = ['CHOWN', 'NET_RAW', 'SYS_ADMIN'];
    const bad = { ...kanikoContainer({ capabilities: { drop: ['ALL'], add } }), name: 'build' };
    const worse = { ...kanikoContainer({ allowPrivilegeEscalation: true }), name: 'other' };
    const request = create(podOf([bad, worse, OTHER_CONTAINER], {}, { name: 'kaniko-x7k' }));
    expect(answerOf(expressions, request, 'messageExpression')).toEqual([
      'Pod kaniko-x7k, container build (adds NET_RAW, SYS_ADMIN): Kaniko may add only CHOWN, FSETID. Write securityContext.capabilities.add: [CHOWN, FSETID]',
      'Pod kaniko-x7k, container other: Kaniko must not gain privileges. Write securityContext.allowPrivilegeEscalation: false',
    ]);
  });

  it('admits the pod that the same record writes', () => {
    const [pod] = parseAllDocuments(kubernetesPod(tablePolicy())).map((document) => document.toJS());
    expect(answerOf(expressions, create(pod))).toEqual([]);
  });

  it('demands of hardening only what trials have shown', () => {
    const record = recordOf([caseOf()], { environment: { ...recordOf([]).environment, seccomp: '/etc/own.json' } });
    const rules = expressionsOf(write(policyOf(record, {})));
    const plain = kanikoContainer({ allowPrivilegeEscalation: true, seccompProfile: undefined }, 'executor:v1.24.0');
    expect(answerOf(rules, create(podOf([plain])))).toEqual([]);
    expect(answerOf(rules, create(podOf([badContainer('executor:v1.24.0')])))).toHaveLength(3);
  });

  it('says that nothing may be added where nothing is needed', () => {
    const nothing = { complete: true, minimalSets: [[]], maximalFailingSets: [] };
    const record = recordOf([caseOf({ faithful: nothing, exitZero: nothing, losses: [] })]);
    const rules = expressionsOf(write(policyOf(record, {})));
    const pod = podOf([kanikoContainer({}, 'executor:v1')]);
    expect(answerOf(rules, create(pod), 'messageExpression')).toEqual([
      'Pod kaniko, container kaniko (adds CHOWN, FSETID): Kaniko may add no capability. Write securityContext.capabilities.add: []',
    ]);
  });
});
