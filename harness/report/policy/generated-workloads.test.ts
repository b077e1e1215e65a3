import type { IPod } from 'kubernetes-models/v1/Pod';
import { describe, expect, it } from 'vitest';
import { readRecord } from '../../runs/read-record.ts';
import { wrongWith } from '../../testing/documents/policy-schemas.ts';
import { policyWriters } from '../../testing/documents/policy-writers.ts';
import { caseOf, recordOf, variationOf } from '../../testing/examples/records.ts';
import { answerOf, expressionsOf } from '../../testing/pods/answer-of.ts';
import { create } from '../../testing/pods/policy-pod.ts';
import { deniedByConstraints } from '../../testing/workloads/gatekeeper-reading.ts';
import { generatedPods } from '../../testing/workloads/generated-pods.ts';
import { gitlabPod } from '../../testing/workloads/gitlab-pod.ts';
import type { Policy } from './policy.ts';
import { policyOf } from './policy-of.ts';

const WRITERS = await policyWriters();
const written = (format: string, policy: Policy): string => WRITERS[format]?.(policy) ?? '';

/** What each admission policy says against a pod that is created. */
const ENGINES: Readonly<Record<string, (policy: Policy, pod: IPod) => string[]>> = {
  'validating-admission-policy': (policy, pod) =>
    answerOf(expressionsOf(written('validating-admission-policy', policy)), create(pod)),
  kyverno: (policy, pod) => answerOf(expressionsOf(written('kyverno', policy)), create(pod)),
  gatekeeper: (policy, pod) => deniedByConstraints(written('gatekeeper', policy), pod),
};

const IMAGE = 'ghcr.io/osscontainertools/kaniko:v1.28.3';
const only = (...set: string[]) => ({ complete: true, minimalSets: [set], maximalFailingSets: [] });
const nothing = only();
const recorded = await readRecord('results/osscontainertools-v1.28.3');
const environment = { ...recordOf([]).environment, seccomp: '/etc/own.json' };

/** Policies that demand more or less: what was shown of hardening, and what is granted. */
const POLICIES: readonly (readonly [string, Policy])[] = [
  ['every hardening was shown', policyOf(recordOf([caseOf({ variations: [variationOf()] })]), { image: IMAGE })],
  ['no-new-privileges was not tried', policyOf(recordOf([caseOf()]), { image: IMAGE })],
  ['no hardening was shown', policyOf(recordOf([caseOf()], { environment }), { image: IMAGE })],
  [
    'nothing is needed',
    policyOf(recordOf([caseOf({ faithful: nothing, exitZero: nothing, losses: [] })]), { image: IMAGE }),
  ],
  ['more is granted than is needed', policyOf(recordOf([caseOf()]), { image: IMAGE, set: 'CHOWN,FSETID,NET_RAW' })],
  ...recorded.cases
    .filter(({ faithful }) => faithful.complete)
    .map(({ id }) => [`of ${id}`, policyOf(recorded, { case: [id], image: IMAGE })] as const),
];

describe.each(POLICIES)('what is written where %s', (_, policy) => {
  it.each(Object.entries(generatedPods(policy)))('makes %s a pod that each admission policy admits', (__, pod) => {
    expect(wrongWith('Pod', pod)).toBeUndefined();
    for (const [name, answer] of Object.entries(ENGINES)) expect([name, answer(policy, pod)]).toEqual([name, []]);
  });
});

describe('the same policies', () => {
  const [[, policy] = ['', undefined]] = POLICIES;
  if (policy === undefined) throw new Error('there are no policies');
  const [config, job] = ['gitlab-runner', 'gitlab-ci'].map((format) => written(format, policy)) as [string, string];
  const answers = (pod: IPod): Record<string, string[]> =>
    Object.fromEntries(Object.entries(ENGINES).map(([name, answer]) => [name, answer(policy, pod)]));

  it('deny the pod of a GitLab job whose runner does not read the patch with the seccomp profile', () => {
    for (const denials of Object.values(
      answers(gitlabPod(config.replace('CONFIGURATION = true', 'CONFIGURATION = false'), job)),
    )) {
      expect(denials.join()).toMatch(/seccomp/i);
    }
  });

  it('deny the pod of a GitLab job whose runner grants what the runtime grants by default', () => {
    for (const denials of Object.values(answers(gitlabPod(config.replace(/^drop = .*$/gm, ''), job)))) {
      expect(denials.join()).toMatch(/drop ALL|K8sPSPCapabilities/);
    }
  });

  it('find the image of a GitLab job, which is another one with the same executor', () => {
    expect(gitlabPod(config, job).spec?.containers[0]?.image).toBe(`${IMAGE}-debug`);
    const bad = gitlabPod(config.replaceAll('privileged = false', 'privileged = true'), job);
    for (const denials of Object.values(answers(bad))) expect(denials.join()).toMatch(/privileged/i);
  });
});
