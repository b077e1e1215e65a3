import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { describeGiven } from '../testing/admission/engines-given.ts';
import { gatorEngine } from '../testing/admission/gator-engine.ts';
import { kyvernoEngine } from '../testing/admission/kyverno-engine.ts';
import type { PolicyEngine } from '../testing/admission/policy-engine.ts';
import { MORE_PODS } from '../testing/pods/more-pods.ts';
import { POD_NAMESPACE, type PodRequest } from '../testing/pods/policy-pod.ts';
import { POLICY_PODS } from '../testing/pods/policy-pods.ts';
import { judgePod, type PolicyVerdict } from './judge.ts';
import type { ExistingPolicy } from './model/existing-policy.ts';
import type { JsonMap, JudgedPod } from './model/judged-pod.ts';
import { readPolicies } from './read-policies.ts';

const REQUESTS = [...POLICY_PODS.map(({ request }) => request), ...MORE_PODS].filter(
  ({ operation }) => operation === 'CREATE',
);

function judgedPod(pod: PodRequest['pod']): JudgedPod {
  const object = JSON.parse(JSON.stringify(pod)) as JsonMap;
  return { object, namespace: POD_NAMESPACE.name, namespaceLabels: POD_NAMESPACE.label };
}

/** What is said here: of several policies and rules the worst. */
function saidHere(text: string, { pod }: PodRequest): PolicyVerdict {
  const { policies, problems } = readPolicies(text, 'policy.yaml');
  expect(problems).toEqual([]);
  const verdicts = policies.map((policy) => judgePod(policy, judgedPod(pod)).verdict);
  const order: readonly PolicyVerdict[] = ['breaks', 'reported', 'not-judged', 'admits'];
  return order.find((one) => verdicts.includes(one)) ?? 'not-about-it';
}

/** Where an engine says otherwise. What is not judged here says nothing. */
async function disagreements(
  engine: PolicyEngine,
  text: string,
): Promise<{ readonly other: string[]; readonly judged: number }> {
  const answers = await engine.judge(text, REQUESTS);
  const verdicts = REQUESTS.map((request) => saidHere(text, request));
  const other = REQUESTS.flatMap(({ pod }, index) => {
    const [verdict, answer] = [verdicts[index], answers[index]];
    if (verdict === 'not-judged' || answer === undefined) return [];
    const isBroken = verdict === 'breaks' || verdict === 'reported';
    return isBroken === answer.admitted
      ? [`${pod.metadata?.name}: ${verdict} here; ${answer.reasons.join('; ') || 'admitted'} there`]
      : [];
  });
  return { other, judged: verdicts.filter((one) => one !== 'not-judged').length };
}

/** The policies below a folder of a checkout, by their path. */
async function policiesBelow(root: string, isPolicy: (path: string) => boolean): Promise<string[]> {
  const names = await readdir(root, { recursive: true });
  return names.filter(isPolicy).sort();
}

/** The rules of policies that a pod breaks, as Kyverno names them, and whether all of them were judged. */
function brokenHere(
  policies: readonly ExistingPolicy[],
  { pod }: PodRequest,
): { readonly rules: string[]; readonly isJudged: boolean } {
  const judgements = policies.map((policy) => judgePod(policy, judgedPod(pod)));
  const told = judgements.flatMap(({ policy, told: all }) => all.map(({ rule, answer }) => ({ policy, rule, answer })));
  const broken = told.filter(({ answer }) => answer.verdict === 'breaks');
  const rules = broken.map(({ policy, rule }) => `${policy.title.split(' ').at(-1)}/${rule.name.split(',')[0]}`);
  return { rules: [...new Set(rules)].sort(), isJudged: told.length === broken.length };
}

describe('the policies that Kyverno publishes', () => {
  describeGiven(
    "judged as Kyverno's command does",
    ['KANIKO_CAPS_TEST_KYVERNO', 'KANIKO_CAPS_TEST_KYVERNO_POLICIES'],
    ([kyverno = '', checkout = '']) => {
      it.each(['pod-security', 'pod-security-cel'])(
        '%s',
        async (folder) => {
          await using engine = await kyvernoEngine(kyverno);
          const paths = await policiesBelow(join(checkout, folder), (path) => {
            const [last, parent] = path.split('/').reverse();
            return last === `${parent}.yaml`;
          });
          const texts = await Promise.all(paths.map((path) => readFile(join(checkout, folder, path), 'utf8')));
          const text = texts.join('\n---\n');
          const { policies, problems } = readPolicies(text, 'policies.yaml');
          expect(problems).toEqual([]);
          expect(policies.length).toBe(paths.length);
          const answers = await engine.judge(text, REQUESTS);
          const told = REQUESTS.map(({ pod }, index) => [
            pod.metadata?.name,
            [...new Set(answers[index]?.rules)].sort(),
          ]);
          const here = REQUESTS.map((request) => [request.pod.metadata?.name, brokenHere(policies, request)] as const);
          expect(Object.fromEntries(here.map(([name, { rules }]) => [name, rules]))).toEqual(Object.fromEntries(told));
          expect(here.filter(([, { isJudged }]) => !isJudged).map(([name]) => name)).toEqual([]);
          expect(paths.length).toBeGreaterThan(15);
        },
        600_000,
      );
    },
  );
});

describe('the constraints that Gatekeeper publishes', () => {
  describeGiven(
    "judged as Gatekeeper's command does",
    ['KANIKO_CAPS_TEST_GATOR', 'KANIKO_CAPS_TEST_GATEKEEPER_LIBRARY'],
    ([gator = '', library = '']) => {
      it.each(['capabilities', 'privileged-containers', 'allow-privilege-escalation', 'seccompv2'])(
        '%s',
        async (name) => {
          await using engine = await gatorEngine({ gator, library }, 'Rego');
          const folder = join(library, 'library', 'pod-security-policy', name, 'samples');
          const paths = await policiesBelow(folder, (path) => path.endsWith('/constraint.yaml'));
          const found: Record<string, unknown> = {};
          for (const path of paths) {
            // Samples leave out some namespaces; the action changes nothing of what is said.
            const text = parseAllDocuments(await readFile(join(folder, path), 'utf8'))
              .map((one) => stringify(one.toJS()))
              .join('---\n');
            const { other, judged } = await disagreements(engine, text);
            if (other.length > 0 || judged < REQUESTS.length) found[path] = { other, judged };
          }
          expect(found).toEqual({});
          expect(paths.length).toBeGreaterThan(0);
        },
        600_000,
      );
    },
  );
});
