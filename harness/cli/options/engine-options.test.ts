import { expect, it } from 'vitest';
import { type BegunOn, engineChoiceOf, engineWishOf } from './engine-options.ts';

const NOTHING = {
  engine: undefined,
  host: [],
  kubeContext: undefined,
  namespace: undefined,
  nodeSelector: undefined,
  userNamespace: false,
} as const;

function begunOn(kind: string, choice?: BegunOn['choice']): BegunOn {
  return { kind, choice };
}

it('choose the engine by the option, else by what a resumed run began on, and leave the rest to the environment', () => {
  const environment = { KANIKO_CAPS_ENGINE: 'other' };
  const wish = { hosts: [], environment };
  expect(engineWishOf({ ...NOTHING, engine: 'docker' }, environment, begunOn('other'))).toEqual({
    ...wish,
    name: 'docker',
  });
  expect(engineWishOf(NOTHING, environment, begunOn('docker'))).toEqual({ ...wish, name: 'docker' });
  expect(engineWishOf(NOTHING, environment, begunOn('of a test'))).toEqual({ ...wish, name: undefined });
  expect(engineWishOf(NOTHING, environment)).toEqual({ ...wish, name: undefined });
});

it('say where engines are, as often as they are given', () => {
  const host = ['ssh://one', 'tcp://two:2376'];
  expect(engineWishOf({ ...NOTHING, host }, {}).hosts).toEqual(host);
});

it('say which cluster is meant before the environment does, and only where a cluster is', () => {
  const environment = { KANIKO_CAPS_NAMESPACE: 'one', KANIKO_CAPS_KUBE_CONTEXT: 'staging' };
  const given = { ...NOTHING, namespace: 'two' };
  const wanted = { KANIKO_CAPS_NAMESPACE: 'two', KANIKO_CAPS_KUBE_CONTEXT: 'staging' };
  expect(engineWishOf({ ...given, engine: 'kubernetes' }, environment).environment).toEqual(wanted);
  expect(engineWishOf(given, environment, begunOn('kubernetes')).environment).toEqual(wanted);
  expect(engineWishOf(given, { ...environment, KANIKO_CAPS_ENGINE: 'kubernetes' }).environment).toMatchObject(wanted);
  expect(() => engineWishOf({ ...given, engine: 'docker' }, environment)).toThrow('are for clusters');
});

it('ask for a user namespace only where it is wanted, and never take it back from the environment', () => {
  const inNamespace = { KANIKO_CAPS_USER_NAMESPACE: 'true' };
  const wanted = { ...NOTHING, engine: 'kubernetes' as const };
  expect(engineWishOf({ ...wanted, userNamespace: true }, {}).environment).toEqual(inNamespace);
  expect(engineWishOf(wanted, inNamespace).environment).toEqual(inNamespace);
  expect(engineWishOf(wanted, {}).environment).toEqual({});
  expect(() => engineWishOf({ ...NOTHING, engine: 'docker', userNamespace: true }, {})).toThrow('are for clusters');
});

it('let trials share pods only where there are pods', () => {
  const shared = { ...NOTHING, trialsPerPod: 4 };
  expect(engineWishOf({ ...shared, engine: 'kubernetes' }, {}).name).toBe('kubernetes');
  for (const engine of [undefined, 'docker', 'podman'] as const) {
    expect(() => engineWishOf({ ...shared, engine }, {})).toThrow('--trials-per-pod is for clusters');
  }
});

it('go on where a resumed run began, unless another place is given', () => {
  const environment = { KANIKO_CAPS_NAMESPACE: 'of today', KANIKO_CAPS_KUBE_CONTEXT: 'of today' };
  const given = { ...NOTHING, engine: 'kubernetes' as const, kubeContext: 'staging' };
  const kept = engineChoiceOf(given, { KANIKO_CAPS_NAMESPACE: 'builds' });
  expect(kept).toEqual({ hosts: [], cluster: { context: 'staging', namespace: 'builds' } });
  const resumed = engineWishOf({ ...NOTHING, namespace: 'other' }, environment, begunOn('kubernetes', kept));
  expect(resumed).toMatchObject({
    name: 'kubernetes',
    environment: { KANIKO_CAPS_NAMESPACE: 'other', KANIKO_CAPS_KUBE_CONTEXT: 'staging' },
  });
  const hosts = { hosts: ['ssh://one', 'ssh://two'], cluster: {} };
  expect(engineWishOf(NOTHING, {}, begunOn('docker', hosts)).hosts).toEqual(hosts.hosts);
  expect(engineWishOf({ ...NOTHING, host: ['ssh://new'] }, {}, begunOn('docker', hosts)).hosts).toEqual(['ssh://new']);
  // What was said of one kind of engine says nothing of another.
  expect(engineWishOf({ ...NOTHING, engine: 'podman' }, {}, begunOn('docker', hosts)).hosts).toEqual([]);
  expect(engineChoiceOf(NOTHING, {})).toBeUndefined();
});
