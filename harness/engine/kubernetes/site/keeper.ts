import type { Readable } from 'node:stream';
import { HarnessError, messageOf } from '../../../errors.ts';
import type { Ownership } from '../../ownership.ts';
import { assertKeeperDid } from '../../site-registry/keeper-answer.ts';
import { BASES_ROOT, TRIALS_ROOT } from '../../site-registry/registry-layout.ts';
import { keeperFunctions } from '../../site-registry/registry-program.ts';
import type { Cluster } from '../api/cluster.ts';
import { type CommandAnswer, pipeIntoPod, runInPod } from '../api/pod-command.ts';
import { admissionError } from '../pods/admission.ts';
import { createPod } from '../pods/kube-pods.ts';
import type { PodPlace } from '../pods/pod-place.ts';
import { podOf } from '../pods/pod-settings.ts';
import { startStateOf, waitText } from '../pods/pod-start.ts';
import type { PodWatch } from '../pods/pod-watch.ts';
import { SMALL, UNPRIVILEGED } from '../pods/trial-containers.ts';

/** The containers of the pod that holds the registry of a run. */
export const KEEPER = 'keeper';
export const ROOMS_CONTAINER = 'rooms';

/**
 * The pod that holds what a run's registry has. Its container for rooms runs the registries that trials reach; base images are
 * mounted read-only there, and its other container, which nothing reaches, writes them.
 */
export interface Keeper {
  readonly pod: string;
  /** The address of the pod, as it stands in a URL. */
  readonly address: string;
  /** Runs one of the keeper's functions. @throws HarnessError REGISTRY_FAILED if it fails. */
  call(what: string, ...words: readonly string[]): Promise<void>;
  /** Runs a script of its own, which reads this. @throws Error if it fails. */
  pipe(script: string, words: readonly string[], input: Readable): Promise<CommandAnswer>;
  run(script: string, words: readonly string[]): Promise<CommandAnswer>;
}

/** What the keeper is made with. */
export interface KeeperPodSettings {
  readonly ownership: Ownership & { readonly run: string };
  readonly image: string;
  readonly place: PodPlace;
}

/** How long the pod may take to run: its image may have to be fetched. */
const START_MS = 5 * 60_000;

/**
 * Starts the pod and makes the directories of the registry.
 *
 * @throws HarnessError if it does not run.
 */
export async function startKeeper(cluster: Cluster, watch: PodWatch, settings: KeeperPodSettings): Promise<Keeper> {
  const { ownership, image, place } = settings;
  const name = `${ownership.run}-registry`;
  await createPod(cluster, keeperPod(name, { ownership, image, place })).catch((thrown: unknown) => {
    throw admissionError(cluster, `start the pod ${name} (image ${image})`, thrown);
  });
  const keeper = keeperIn(cluster, name, await untilRunning(watch, name));
  await keeper.call('make the directories', 'prepare');
  return keeper;
}

function keeperPod(name: string, { ownership, image, place }: KeeperPodSettings) {
  const idle = ['/bin/sh', '-c', 'trap exit TERM; while :; do sleep 3600 & wait; done'];
  const container = (containerName: string, readOnly: boolean) => ({
    name: containerName,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: idle,
    securityContext: { ...UNPRIVILEGED, runAsUser: 0 },
    resources: { requests: SMALL.requests, limits: { memory: '2Gi' } },
    volumeMounts: [
      { name: 'bases', mountPath: BASES_ROOT, readOnly },
      { name: 'trials', mountPath: TRIALS_ROOT },
    ],
  });
  return podOf({
    name,
    ownership,
    part: 'registry',
    place,
    spec: {
      containers: [container(KEEPER, false), container(ROOMS_CONTAINER, true)],
      volumes: [
        { name: 'bases', emptyDir: {} },
        { name: 'trials', emptyDir: {} },
      ],
    },
  });
}

/** The pod's address. */
async function untilRunning(watch: PodWatch, name: string): Promise<string> {
  let last = 'nothing is known of it';
  const found = await watch.until(
    name,
    (pod) => {
      if (pod === null) return { problem: 'it is gone' };
      const states = [KEEPER, ROOMS_CONTAINER].map((container) => startStateOf(pod, container));
      const broken = states.find((state) => state.kind === 'ended' || state.kind === 'ungrantable');
      if (broken !== undefined && 'message' in broken) return { problem: broken.message };
      last = waitText(pod);
      const address = pod.status?.podIP;
      return address !== undefined && states.every(({ kind }) => kind === 'running') ? { address } : undefined;
    },
    AbortSignal.timeout(START_MS),
  );
  if (found?.address !== undefined) return found.address;
  throw new HarnessError(
    'REGISTRY_FAILED',
    `The pod ${name} of the sandbox's registry does not run: ${found?.problem ?? last}`,
    {
      hint: 'The auxiliary image must be one that the nodes can pull. Name another one with --aux-image.',
    },
  );
}

function keeperIn(cluster: Cluster, pod: string, address: string): Keeper {
  const at = { pod, container: KEEPER };
  const commandOf = (script: string, words: readonly string[]): string[] => ['/bin/sh', '-c', script, 'sh', ...words];
  const run: Keeper['run'] = (script, words) => runInPod(cluster, { ...at, command: commandOf(script, words) });
  return {
    pod,
    address: address.includes(':') ? `[${address}]` : address,
    run,
    pipe: (script, words, input) => pipeIntoPod(cluster, { ...at, command: commandOf(script, words) }, input),
    call: async (what, ...words) => {
      const { exitCode, said } = await run(`${keeperFunctions()}\n"$@"`, words).catch((thrown) => ({
        exitCode: -1,
        said: messageOf(thrown),
      }));
      assertKeeperDid(what, { code: exitCode, said: said.trim() });
    },
  };
}
