import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { setOf } from '../../../capabilities/capability-set.ts';
import { clusterImages, reasonToSkipCluster } from '../../programs/cluster-fixture.ts';
import { askForAdmission, runScriptedTrial, type ScenarioPlace, writeConfiguration } from './kube-scenarios.ts';
import { recordTraffic } from './record-traffic.ts';

const reason = await reasonToSkipCluster();

/** Whether the recordings are to be made anew. The user must be allowed to make namespaces. */
const isWanted = reason === undefined && process.env['KANIKO_CAPS_RECORD'] === '1';

const NAMESPACE = 'kaniko-caps-recorded';

it.skipIf(!isWanted)('records what goes over the wire', async () => {
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  config.loadFromDefault();
  const core = config.makeApiClient(client.CoreV1Api);
  const directory = mkdtempSync(join(tmpdir(), 'kaniko-caps-record-'));
  const record = async <T>(name: string, scenario: (place: ScenarioPlace) => Promise<T>): Promise<T> => {
    const recorder = await recordTraffic(config);
    const file = join(directory, name);
    writeConfiguration(file, recorder.url, NAMESPACE);
    const told = await scenario({ environment: { KUBECONFIG: file }, ...clusterImages() });
    await recorder.save(new URL(`recorded/${name}.json`, import.meta.url));
    return told;
  };
  const label = (level: string) =>
    core.replaceNamespace({
      name: NAMESPACE,
      body: { metadata: { name: NAMESPACE, labels: { 'pod-security.kubernetes.io/enforce': level } } },
    });
  await core.createNamespace({ body: { metadata: { name: NAMESPACE } } });
  try {
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
  } finally {
    rmSync(directory, { recursive: true });
    await core.deleteNamespace({ name: NAMESPACE });
  }
});
