import { describe, expect, it } from 'vitest';
import { recordedPods } from '../../../testing/cluster/recorded-pods.ts';
import { isOfCapabilities, startStateOf, unschedulableText } from './pod-start.ts';
import { BUILDER } from './trial-containers.ts';

function last(name: string): ReturnType<typeof startStateOf> {
  const pod = recordedPods(name).at(-1);
  if (pod === undefined) throw new Error(`nothing was recorded of ${name}`);
  return startStateOf(pod, BUILDER);
}

describe('the start of a pod', () => {
  it('is awaited while nothing stands in its way', () => {
    expect(last('running')).toEqual({ kind: 'running' });
    expect(last('unschedulable')).toEqual({ kind: 'pending' });
  });

  it.each([
    ['no-image', 'ImagePullBackOff'],
    ['no-config', 'CreateContainerConfigError'],
    ['start-error', 'StartError'],
  ])('is given up with the reason that the node gives: %s', (name, reason) => {
    expect(last(name)).toEqual({ kind: 'ended', ran: false, message: expect.stringContaining(reason) });
  });

  it('tells a program that ended from one that never ran', () => {
    expect(last('failed')).toMatchObject({ kind: 'ended', ran: true });
  });

  it('tells why no node takes a pod', () => {
    const [pod] = recordedPods('unschedulable');
    expect(pod && unschedulableText(pod)).toMatch(/^no node takes the pod: 0\/1 nodes are available/);
    const [running] = recordedPods('running');
    expect(running && unschedulableText(running)).toBeUndefined();
  });

  it('knows a refusal of capabilities by its words', () => {
    const refusal =
      'pods "x" is forbidden: violates PodSecurity "baseline:latest": non-default capabilities (container "builder" must not include "SYS_ADMIN" in securityContext.capabilities.add)';
    expect(isOfCapabilities(refusal)).toBe(true);
    expect(isOfCapabilities('pods "x" is forbidden: exceeded quota: none, requested: pods=1')).toBe(false);
  });
});
