import type { V1Node } from '@kubernetes/client-node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertUserNamespaces, podUidMap } from './user-namespaces.ts';

function node(name: string, runtime: string, handlers?: Record<string, boolean>): V1Node {
  return {
    metadata: { name },
    status: {
      nodeInfo: { containerRuntimeVersion: runtime } as NonNullable<NonNullable<V1Node['status']>['nodeInfo']>,
      ...(handlers !== undefined && {
        runtimeHandlers: Object.entries(handlers).map(([handler, userNamespaces]) => ({
          name: handler,
          features: { userNamespaces },
        })),
      }),
    },
  };
}

const ABLE = node('new', 'containerd://2.3.4', { '': true, runc: true });

describe('a user namespace for each pod', () => {
  it('is asked for only of nodes whose runtime says that it can give one', () => {
    expect(() => assertUserNamespaces([ABLE])).not.toThrow();
    expect(() => assertUserNamespaces([ABLE, node('old', 'containerd://1.6.20')])).toThrow(
      'These nodes cannot give a pod a user namespace of its own: old (containerd://1.6.20)',
    );
  });

  it('is what the runtime of a pod that names none can give', () => {
    expect(() => assertUserNamespaces([node('mixed', 'containerd://2.0.0', { '': false, crun: true })])).toThrow(
      'mixed',
    );
  });
});

describe('the map of the user ids of a pod', () => {
  it('is the same for pods to which the kubelet gave different ids', () => {
    expect(podUidMap('0 983040 65536')).toBe('0 * 65536');
    expect(podUidMap('         0   65536      65536')).toBe('0 * 65536');
  });

  it('tells a pod with the ids of the node', () => {
    expect(podUidMap('         0          0 4294967295')).toBe('0 0 4294967295');
  });

  it('keeps how many ids there are, and where they begin in the pod', () => {
    fc.assert(
      fc.property(
        fc.nat(70_000),
        fc.nat(70_000),
        fc.integer({ min: 65_536, max: 2 ** 31 }),
        (inside, length, outside) => {
          expect(podUidMap(`${inside} ${outside} ${length}, ${inside + length} ${outside} 1`)).toBe(
            `${inside} * ${length}, ${inside + length} * 1`,
          );
        },
      ),
    );
  });
});
