import { describe, expect, it } from 'vitest';
import { wrongWith } from '../documents/policy-schemas.ts';
import { POLICY_PODS } from './policy-pods.ts';

describe('the table of pods', () => {
  it('has a name and a pod of its own for each entry', () => {
    expect(new Set(POLICY_PODS.map(({ name }) => name)).size).toBe(POLICY_PODS.length);
    expect(new Set(POLICY_PODS.map(({ request }) => request.pod.metadata?.name)).size).toBe(POLICY_PODS.length);
  });

  it.each(POLICY_PODS.map((entry) => [entry.name, entry.request] as const))(
    '%s: is a pod of Kubernetes',
    (_, request) => {
      const pods = request.operation === 'CREATE' ? [request.pod] : [request.pod, request.before];
      expect(pods.map((pod) => wrongWith('Pod', pod))).toEqual(pods.map(() => undefined));
    },
  );

  it('admits and denies some of each operation', () => {
    const sorts = new Set(
      POLICY_PODS.map(({ request, broken }) => `${request.operation} ${broken.length === 0 ? 'admitted' : 'denied'}`),
    );
    expect([...sorts].sort()).toEqual(['CREATE admitted', 'CREATE denied', 'UPDATE admitted', 'UPDATE denied']);
  });
});
