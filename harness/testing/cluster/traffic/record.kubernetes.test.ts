import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CoreV1Api } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { setOf } from '../../../capabilities/capability-set.ts';
import { clusterImages, reasonToSkipCluster } from '../../programs/cluster-fixture.ts';
import {
  askForAdmission,
  askForNodes,
  askProgram,
  runScriptedTrial,
  type ScenarioPlace,
  writeConfiguration,
} from './kube-scenarios.ts';
import { recordTraffic } from './record-traffic.ts';

const reason = await reasonToSkipCluster();

/** Whether the recordings are to be made anew. The user must be allowed to make namespaces. */
const isWanted = reason === undefined && process.env['KANIKO_CAPS_RECORD'] === '1';

const NAMESPACE = 'kaniko-caps-recorded';

/** The labels of a node that can give a pod a user namespace, in a cluster with another one that cannot. */
const ableNode = process.env['KANIKO_CAPS_RECORD_NODE'];

/** Runs scenarios in a namespace of their own, each recorded under its name. */
async function inNamespace(
  work: (
    core: CoreV1Api,
    record: <T>(
      name: string,
      scenario: (place: ScenarioPlace) => Promise<T>,
      environment?: Readonly<Record<string, string>>,
    ) => Promise<T>,
  ) => Promise<void>,
): Promise<void> {
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  config.loadFromDefault();
  const core = config.makeApiClient(client.CoreV1Api);
  const directory = mkdtempSync(join(tmpdir(), 'kaniko-caps-record-'));
  await core.createNamespace({ body: { metadata: { name: NAMESPACE } } });
  try {
    await work(core, async (name, scenario, environment = {}) => {
      const recorder = await recordTraffic(config);
      const file = join(directory, name);
      writeConfiguration(file, recorder.url, NAMESPACE);
      const images = clusterImages();
      const told = await scenario({ environment: { ...environment, KUBECONFIG: file }, ...images, deadlineMs: 60_000 });
      await recorder.save(new URL(`recorded/${name}.json`, import.meta.url));
      return told;
    });
  } finally {
    rmSync(directory, { recursive: true });
    await core.deleteNamespace({ name: NAMESPACE });
  }
}

it.skipIf(!isWanted || ableNode === undefined)('records what goes over the wire where nodes differ', () =>
  inNamespace(async (_, record) => {
    const inUserNamespace = { KANIKO_CAPS_USER_NAMESPACE: 'true' };
    expect(await record('nodes-differ', askForNodes)).toContain('differ');
    expect(await record('nodes-unable', askForNodes, inUserNamespace)).toContain('user namespace');
    const script = 'read line; cat /proc/self/uid_map; exit 3';
    const there = { ...inUserNamespace, KANIKO_CAPS_NODE_SELECTOR: ableNode ?? '' };
    expect(await record('user-namespace', (place) => runScriptedTrial(place, script), there)).toMatchObject({
      ending: { exitCode: 3 },
    });
  }),
);

it.skipIf(!isWanted || ableNode !== undefined)('records what goes over the wire', () =>
  inNamespace(async (core, record) => {
    const label = (level: string) =>
      core.replaceNamespace({
        name: NAMESPACE,
        body: { metadata: { name: NAMESPACE, labels: { 'pod-security.kubernetes.io/enforce': level } } },
      });
    await label('baseline');
    const script = 'read line; echo "$line $(HOME)"; exit 3';
    expect(await record('trial', (place) => runScriptedTrial(place, script))).toMatchObject({
      ending: { exitCode: 3 },
    });
    const remove = async (name: string): Promise<void> => {
      await core.deleteNamespacedPod({ name, namespace: NAMESPACE, gracePeriodSeconds: 1 });
    };
    const deleted = (place: ScenarioPlace) => runScriptedTrial({ ...place, disturb: remove }, 'read line; sleep 600');
    expect(await record('deleted', deleted)).toMatchObject({ ending: { kind: 'lost' } });
    const forbidden = { capabilities: setOf('SYS_ADMIN') };
    expect(await record('forbidden', (place) => runScriptedTrial(place, 'exit 0', forbidden))).toMatchObject({
      start: { kind: 'ungrantable' },
    });
    await label('restricted');
    expect(await record('restricted', askForAdmission)).toContain('restricted');
  }),
);

it.skipIf(!isWanted || ableNode !== undefined)('records what goes over the wire where a quota has no room', () =>
  inNamespace(async (core, record) => {
    const quota = { metadata: { name: 'small' }, spec: { hard: { pods: '0' } } };
    await core.createNamespacedResourceQuota({ namespace: NAMESPACE, body: quota });
    await untilCounted(core);
    expect(await record('quota-of-none', askProgram)).toMatchObject({ code: 'ENGINE_UNSUPPORTED' });
    const body = { ...quota, spec: { hard: { pods: '1' } } };
    await core.replaceNamespacedResourceQuota({ name: 'small', namespace: NAMESPACE, body });
    await untilCounted(core);
    const script = 'trap "" TERM; while :; do sleep 1; done';
    const container = { name: 'other', image: clusterImages().auxiliaryImage, command: ['/bin/sh', '-c', script] };
    const other = { metadata: { name: 'other' }, spec: { containers: [container] } };
    await core.createNamespacedPod({ namespace: NAMESPACE, body: other });
    const phase = async () => (await core.readNamespacedPod({ name: 'other', namespace: NAMESPACE })).status?.phase;
    await expect.poll(phase, { timeout: 30_000 }).toBe('Running');
    // It counts until it is gone.
    await core.deleteNamespacedPod({ name: 'other', namespace: NAMESPACE, gracePeriodSeconds: 3 });
    expect(await record('quota-in-use', (place) => runScriptedTrial(place, 'read line; exit 3'))).toMatchObject({
      ending: { exitCode: 3 },
    });
  }),
);

/** Waits until the controller of quotas has counted what there is. */
async function untilCounted(core: CoreV1Api): Promise<void> {
  const isCounted = async () => {
    const { spec, status } = await core.readNamespacedResourceQuota({ name: 'small', namespace: NAMESPACE });
    return spec?.hard?.['pods'] === status?.hard?.['pods'] && status?.used?.['pods'] !== undefined;
  };
  await expect.poll(isCounted, { timeout: 30_000 }).toBe(true);
}
