import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { setOf } from '../../capabilities/capability-set.ts';
import {
  askForAdmission,
  askForNodes,
  askProgram,
  runScriptedTrial,
  type ScenarioPlace,
  writeConfiguration,
} from '../../testing/cluster/traffic/kube-scenarios.ts';
import { replayTraffic, type WireFaults } from '../../testing/cluster/traffic/replay-traffic.ts';

const RECORDED = new URL('../../testing/cluster/traffic/recorded/', import.meta.url);
const NAMESPACE = 'kaniko-caps-recorded';
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** The place of a scenario that is replayed, and what stands for the API server. */
async function replayed(name: string, faults: WireFaults = {}) {
  const replay = await replayTraffic(new URL(`${name}.json`, RECORDED), faults);
  cleanUp.push(replay.close);
  const directory = mkdtempSync(join(tmpdir(), 'kaniko-caps-replay-'));
  cleanUp.push(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'config');
  writeConfiguration(file, replay.url, NAMESPACE);
  const place: ScenarioPlace = { environment: { KUBECONFIG: file }, image: 'busybox', auxiliaryImage: 'auxiliary' };
  return { replay, place };
}

describe('a trial on a cluster', () => {
  it('has evidence of exactly its set, gets its context, and tells its exit code and its words', async () => {
    const { replay, place } = await replayed('trial');
    const capabilities = setOf('CHOWN', 'SETFCAP');
    expect(await runScriptedTrial(place, 'irrelevant')).toMatchObject({
      hosts: [
        {
          environment: { engine: 'kubernetes', version: 'v1.36.3', runtime: 'containerd://1.6.20', seccomp: 'default' },
        },
      ],
      start: { kind: 'started' },
      evidence: { kind: 'read', status: { bounding: capabilities, permitted: capabilities, effective: capabilities } },
      fed: { kind: 'delivered' },
      ending: { kind: 'exited', exitCode: 3, outOfMemory: false },
      // Kubernetes would have put in the value of a variable; the shell has no such command.
      output: '/bin/sh: HOME: not found\na line \n',
    });
    expect(replay.unknown).toEqual([]);
  });

  it('takes few requests: one watch tells of everything', async () => {
    const { replay, place } = await replayed('trial');
    await runScriptedTrial(place, 'irrelevant');
    // The list that the watch begins with, and the watch.
    expect(replay.asked('GET', PODS)).toBe(2);
    expect(replay.asked('POST', PODS)).toBe(1);
    // Once, to be sure of an end that is no success.
    expect(replay.asked('GET', `${PODS}/kaniko-caps-recorded-trial`)).toBe(1);
  });

  it('waits where the server is busy, and goes on', async () => {
    const { place } = await replayed('trial', { busy: 5 });
    expect(await runScriptedTrial(place, 'irrelevant')).toMatchObject({ ending: { kind: 'exited', exitCode: 3 } });
  });

  it('waits where the server is too busy to open streams', async () => {
    const { replay, place } = await replayed('trial', { busyStreams: 3 });
    expect(await runScriptedTrial(place, 'irrelevant')).toMatchObject({ ending: { kind: 'exited', exitCode: 3 } });
    expect(replay.unknown).toEqual([]);
  });

  it('is lost, and shows nothing, where somebody deleted its pod', async () => {
    const { place } = await replayed('deleted');
    expect(await runScriptedTrial(place, 'irrelevant')).toMatchObject({
      ending: { kind: 'lost', message: 'another program deleted the pod' },
    });
  });

  it('is lost where the connection broke under its context, although its builder ended', async () => {
    const { place } = await replayed('trial', { cutAttachAfter: 1 });
    expect(await runScriptedTrial({ ...place, deadlineMs: 1_000 }, 'irrelevant')).toMatchObject({
      ending: { kind: 'lost' },
    });
  });

  it('is not started with a capability that Pod Security forbids', async () => {
    const { replay, place } = await replayed('forbidden');
    const { start } = await runScriptedTrial(place, 'exit 0', { capabilities: setOf('SYS_ADMIN') });
    expect(start).toMatchObject({
      kind: 'ungrantable',
      message: expect.stringContaining('must not include "SYS_ADMIN"'),
    });
    expect(replay.unknown).toEqual([]);
  });
});

describe('a trial in a user namespace', () => {
  it('has evidence of exactly its set and of its namespace, both read from inside', async () => {
    const { replay, place } = await replayed('user-namespace');
    const capabilities = setOf('CHOWN', 'SETFCAP');
    const environment = {
      ...place.environment,
      KANIKO_CAPS_USER_NAMESPACE: 'true',
      KANIKO_CAPS_NODE_SELECTOR: 'pool=new',
    };
    const told = await runScriptedTrial({ ...place, environment }, 'irrelevant');
    expect(told).toMatchObject({
      hosts: [{ environment: { runtime: 'containerd://2.3.4', userNamespaceRemapping: true } }],
      evidence: {
        kind: 'read',
        status: { bounding: capabilities, effective: capabilities, uids: [0, 0, 0, 0], uidMap: '0 * 65536' },
      },
      ending: { kind: 'exited', exitCode: 3 },
    });
    // What the builder itself read: ids of the node that the kubelet chose.
    expect(told.output).toMatch(/^ +0 +\d{5,} +65536\n$/);
    expect(replay.unknown).toEqual([]);
  });
});

describe('nodes that differ', () => {
  it('are refused, both named with what differs, before anything is made', async () => {
    const { replay, place } = await replayed('nodes-differ');
    expect(await askForNodes(place)).toBe(
      'The engine\'s hosts differ: runtime is "containerd://2.3.4" on kube2-new and "containerd://1.6.20" on kube2-old',
    );
    expect(replay.asked('POST', PODS)).toBe(0);
  });

  it('are refused where one cannot give a pod the user namespace that was asked for', async () => {
    const { place } = await replayed('nodes-unable');
    const environment = { ...place.environment, KANIKO_CAPS_USER_NAMESPACE: 'true' };
    expect(await askForNodes({ ...place, environment })).toBe(
      'These nodes cannot give a pod a user namespace of its own: kube2-old (containerd://1.6.20)',
    );
  });
});

describe('a quota', () => {
  it('has a trial wait until it has room', async () => {
    const { replay, place } = await replayed('quota-in-use');
    const { start, ending } = await runScriptedTrial(place, 'irrelevant');
    expect(start).toMatchObject({ kind: 'started' });
    expect('waitedMs' in start && start.waitedMs).toBeGreaterThanOrEqual(500);
    expect(ending).toMatchObject({ kind: 'exited', exitCode: 3 });
    expect(replay.asked('POST', PODS)).toBeGreaterThan(1);
    expect(replay.unknown).toEqual([]);
  });

  it('that never has room is told of the namespace, and of no image that is asked what it is', async () => {
    const { replay, place } = await replayed('quota-of-none');
    expect(await askProgram(place)).toMatchObject({
      code: 'ENGINE_UNSUPPORTED',
      message: expect.stringMatching(/^The namespace kaniko-caps-recorded admits no build: .*exceeded quota: small/),
      hint: expect.stringContaining('have the quota raised'),
    });
    expect(replay.asked('POST', PODS)).toBe(1);
  });
});

describe('a namespace under restricted', () => {
  it('is refused with the reason, before anything is made', async () => {
    const { replay, place } = await replayed('restricted');
    expect(await askForAdmission(place)).toMatch(
      /^The namespace kaniko-caps-recorded admits no build: .*violates PodSecurity "restricted:latest"/,
    );
    expect(replay.asked('POST', PODS)).toBe(1);
  });
});

describe('a cluster that does not answer', () => {
  it('is named, with the way out', async () => {
    const { replay, place } = await replayed('restricted');
    await replay.close();
    cleanUp.splice(0, 1);
    await expect(runScriptedTrial({ ...place, deadlineMs: 1_000 }, 'irrelevant')).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: expect.stringContaining(replay.url),
    });
  }, 30_000);

  it('is not the cluster of a context that is not there', async () => {
    const { place } = await replayed('restricted');
    const environment = { ...place.environment, KANIKO_CAPS_KUBE_CONTEXT: 'other' };
    await expect(runScriptedTrial({ ...place, environment }, 'irrelevant')).rejects.toMatchObject({
      code: 'ENGINE_CHOICE',
      hint: 'Choose one with --kube-context: recorded.',
    });
  });
});
