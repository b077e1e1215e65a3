import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEngines } from '../../testing/admission/engines-given.ts';
import type { PolicyEngine } from '../../testing/admission/policy-engine.ts';
import { policyWriters } from '../../testing/documents/policy-writers.ts';
import { caseOf, recordOf, variationOf } from '../../testing/examples/records.ts';
import { create } from '../../testing/pods/policy-pod.ts';
import { generatedPods } from '../../testing/workloads/generated-pods.ts';
import { gitlabPod } from '../../testing/workloads/gitlab-pod.ts';
import { policyOf } from './policy-of.ts';

const WRITERS = await policyWriters();
const record = recordOf([caseOf({ variations: [variationOf()] })]);
const policy = policyOf(record, { image: 'ghcr.io/osscontainertools/kaniko:v1.28.3' });
const pods = Object.entries(generatedPods(policy));

/** The configuration of a runner without the flag that lets it read the patch with the seccomp profile. */
const config = (WRITERS['gitlab-runner']?.(policy) ?? '').replace(/^FF_USE_ADVANCED_POD_SPEC_CONFIGURATION.*$/m, '');
const unpatched = gitlabPod(config, WRITERS['gitlab-ci']?.(policy) ?? '');

describeEngines(({ format }, open) => {
  let engine: PolicyEngine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());

  it('admits the pods of all workloads that are written for the policy, and denies one that lacks a demand of it', async () => {
    const requests = [...pods.map(([, pod]) => pod), unpatched].map((pod, index) =>
      create({ ...pod, metadata: { ...pod.metadata, name: `pod-${index}` } }),
    );
    const answers = await engine.judge(WRITERS[format]?.(policy) ?? '', requests);
    const told = [...pods.map(([name]) => name), 'unpatched'].map((name, index) => [name, answers[index]?.admitted]);
    expect(told).toEqual([...pods.map(([name]) => [name, true]), ['unpatched', false]]);
  });
});
