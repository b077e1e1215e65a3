import { writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setOf } from '../../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../../engine/container-setup.ts';
import { connectCluster } from '../../../engine/kubernetes/api/connect.ts';
import { readNodes } from '../../../engine/kubernetes/api/kube-environment.ts';
import { assertRights } from '../../../engine/kubernetes/api/rights.ts';
import { kubernetesEngine } from '../../../engine/kubernetes/kubernetes-engine.ts';
import { placeIn } from '../../../engine/kubernetes/pods/pod-place.ts';
import { watchPods } from '../../../engine/kubernetes/pods/pod-watch.ts';
import { assertAdmitted } from '../../../engine/kubernetes/site/assert-admitted.ts';
import { startKubeTrial } from '../../../engine/kubernetes/trial-pod/kube-trial.ts';
import { ownershipOf } from '../../../engine/ownership.ts';
import type { TrialSpecification } from '../../../engine/trial-port.ts';
import { messageOf } from '../../../errors.ts';

/** What a scenario runs against. */
export interface ScenarioPlace {
  /** The environment that leads to the cluster, or to what stands for it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly image: string;
  readonly auxiliaryImage: string;
  /** How long the cluster may take to answer. @default 10 s */
  readonly deadlineMs?: number;
  /** Does to a pod what the scenario is about; only while it is recorded. */
  readonly disturb?: ((pod: string) => Promise<void>) | undefined;
}

/** Writes a configuration for a server at a URL. */
export function writeConfiguration(file: string, server: string, namespace: string): void {
  const named = { name: 'recorded', cluster: { server, 'insecure-skip-tls-verify': true } };
  const context = { name: 'recorded', context: { cluster: 'recorded', user: 'recorded', namespace } };
  const user = { name: 'recorded', user: {} };
  const text = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [named],
    users: [user],
    contexts: [context],
    'current-context': 'recorded',
  };
  writeFileSync(file, JSON.stringify(text));
}

const NAME = 'kaniko-caps-recorded-trial';

/** Opens a cluster, runs a trial that a script is, and tells all that the port tells of it. */
export async function runScriptedTrial(
  place: ScenarioPlace,
  script: string,
  changes: Partial<TrialSpecification> = {},
) {
  const { cluster, version } = await connectCluster({
    environment: place.environment,
    deadlineMs: place.deadlineMs ?? 10_000,
  });
  await assertRights(cluster);
  const hosts = await readNodes(cluster, version);
  const watch = watchPods(cluster, ownershipOf('').process);
  try {
    const specification = trial(place.image, script, changes);
    const start = await startKubeTrial(cluster, watch, specification, {
      auxiliaryImage: place.auxiliaryImage,
      place: { ...placeIn(cluster, null), labels: {} },
      registry: null,
    });
    if (start.kind !== 'started') return { hosts, start };
    const { container } = start;
    const evidence = await container.evidence(({ name }) => name === 'sh', 10_000);
    const fed = await container.feed(Readable.from([Buffer.from('a line\n')]));
    await place.disturb?.(NAME);
    const ending = await container.ending(60_000);
    const output = await container.output();
    await container.remove();
    return { hosts, start, evidence, fed, ending, output };
  } finally {
    await watch.close();
  }
}

/** Asks whether the namespace admits the least trial; gives the words of the refusal. */
export async function askForAdmission(place: ScenarioPlace): Promise<string | undefined> {
  const { cluster } = await connectCluster({ environment: place.environment, deadlineMs: place.deadlineMs ?? 10_000 });
  const ownership = ownershipOf('kaniko-caps-recorded');
  return assertAdmitted(cluster, { ownership, image: place.auxiliaryImage }).then(() => undefined, messageOf);
}

/** Asks a program of the auxiliary image what it says; gives the outcome, or the error. */
export async function askProgram(place: ScenarioPlace): Promise<unknown> {
  const connection = await connectCluster({ environment: place.environment, deadlineMs: place.deadlineMs ?? 10_000 });
  const engine = kubernetesEngine(connection);
  try {
    const question = { image: place.auxiliaryImage, command: ['/bin/echo', 'hello'], deadlineMs: 30_000 };
    return await engine.runOnce(question).catch((thrown: unknown) => thrown);
  } finally {
    await engine.close();
  }
}

/** Asks on which nodes pods may run; gives the words of the refusal. */
export async function askForNodes(place: ScenarioPlace): Promise<string | undefined> {
  const connection = await connectCluster({ environment: place.environment, deadlineMs: place.deadlineMs ?? 10_000 });
  const engine = kubernetesEngine(connection);
  try {
    return await engine.hosts().then(() => undefined, messageOf);
  } finally {
    await engine.close();
  }
}

function trial(image: string, script: string, changes: Partial<TrialSpecification>): TrialSpecification {
  return {
    ...PLAIN_SETUP,
    name: NAME,
    image,
    command: ['/bin/sh', '-c', script],
    environment: {},
    capabilities: setOf('CHOWN', 'SETFCAP'),
    noNewPrivileges: false,
    limits: { memoryBytes: 64 * 2 ** 20, processes: 16, cpus: 0 },
    pushes: false,
    keepsProgram: true,
    ownership: ownershipOf('kaniko-caps-recorded', 't1'),
    ...changes,
  };
}
