import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEngines } from '../../../testing/admission/engines-given.ts';
import type { EngineAnswer, PolicyEngine } from '../../../testing/admission/policy-engine.ts';
import { policyWriters } from '../../../testing/documents/policy-writers.ts';
import {
  badContainer,
  create,
  POD_NAMESPACE,
  type PodRule,
  type PolicyPod,
  podOf,
} from '../../../testing/pods/policy-pod.ts';
import { brokenFor, POLICY_PODS } from '../../../testing/pods/policy-pods.ts';
import { RULE_WORDS, tablePolicy } from '../../../testing/pods/table-policy.ts';
import type { PodMatch } from '../policy-target.ts';

const WRITERS = await policyWriters();

/** What Gatekeeper's templates say of a pod that breaks a rule; their words are their own. */
const TEMPLATE_WORDS: Readonly<Record<PodRule, RegExp>> = {
  add: /disallowed capabilit/,
  drop: /not dropping all required capabilities/,
  privileged: /Privileged container is not allowed/,
  escalation: /Privilege escalation container is not allowed/,
  seccomp: /Seccomp profile '.*' is not allowed/,
};

const [[key = '', value = ''] = []] = Object.entries(POD_NAMESPACE.label);
const namespace = POD_NAMESPACE.name;

/** Where a policy may be for, and whether that is where the pod is. */
const MATCHES: readonly (readonly [string, PodMatch, boolean])[] = [
  ['its namespace', { kind: 'namespace', name: namespace }, true],
  ['another namespace, and leaves it alone', { kind: 'namespace', name: 'elsewhere' }, false],
  ['the label of its namespace', { kind: 'namespace-label', key, value }, true],
  ['another value of that label, and leaves it alone', { kind: 'namespace-label', key, value: 'false' }, false],
  ['its service account', { kind: 'service-account', namespace, name: 'builder' }, true],
  ['another service account, and leaves it alone', { kind: 'service-account', namespace, name: 'other' }, false],
  [
    'a namesake of its account, and leaves it alone',
    { kind: 'service-account', namespace: 'x', name: 'builder' },
    false,
  ],
];

/** An answer in words: `admitted`, or the rules that the reasons name. */
function answerText({ admitted, reasons }: EngineAnswer = { admitted: true, reasons: ['no answer'] }): string {
  const text = reasons.join('\n');
  const rules = Object.keys(RULE_WORDS) as PodRule[];
  const named = rules.filter((rule) => text.includes(RULE_WORDS[rule]) || TEMPLATE_WORDS[rule].test(text));
  return `${admitted ? 'admitted' : 'denied'}: ${named.join(', ')}`;
}

/** What is to be said of an entry of the table. */
function expectedText(broken: readonly PodRule[], saysAll: boolean): string {
  return `${broken.length === 0 ? 'admitted' : 'denied'}: ${(saysAll ? broken : broken.slice(0, 1)).join(', ')}`;
}

describeEngines(({ format, language, saysAll, selects }, open) => {
  let engine: PolicyEngine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());

  const written = (options: Parameters<typeof tablePolicy>[0]): string => WRITERS[format]?.(tablePolicy(options)) ?? '';

  /** The entries that it can be asked about, with its answers in words. Expressions of ours name the pod and the container. */
  async function answers(policy: string): Promise<readonly (readonly [PolicyPod, string])[]> {
    const asked = POLICY_PODS.filter(({ request }) => engine.canJudge(request));
    const requests = asked.map(({ request }) => request);
    const said = await engine.judge(policy, requests);
    const ours = format === 'gatekeeper' ? [] : said.flatMap(({ reasons }) => reasons);
    expect(ours.filter((reason) => !/^Pod pod-\d+, container \S/.test(reason))).toEqual([]);
    return asked.map((entry, index) => [entry, answerText(said[index])]);
  }

  it('admits and denies each pod of the table as the table says, for the same reasons', async () => {
    const told = await answers(written({}));
    const expected = told.map(([entry]) => [entry.name, expectedText(brokenFor(entry, format, language), saysAll)]);
    expect(Object.fromEntries(told.map(([{ name }, text]) => [name, text]))).toEqual(Object.fromEntries(expected));
    expect(told.length).toBeGreaterThan(100);
  });

  if (format === 'validating-admission-policy') {
    it('warns of each rule that a pod breaks', async () => {
      const told = await answers(written({ action: 'warn' }));
      const expected = told.map(([{ name, broken }]) => [name, `admitted: ${broken.join(', ')}`]);
      expect(Object.fromEntries(told.map(([{ name }, text]) => [name, text]))).toEqual(Object.fromEntries(expected));
    });
  }

  it.each(MATCHES.filter(([, { kind }]) => selects.includes(kind)))(
    'checks a pod of any image where the policy is for %s',
    async (_, match, checked) => {
      const pod = podOf([badContainer('busybox:1.37')], { serviceAccountName: 'builder' });
      const [answer] = await engine.judge(written({ match: [match] }), [create(pod)]);
      expect(answer?.admitted).toBe(!checked);
    },
  );
});
