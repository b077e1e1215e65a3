import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EMPTY_SET } from '../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../engine/container-setup.ts';
import { type Connection, type ConnectSettings, connectDocker } from '../../engine/docker/api/connect.ts';
import type { DockerApi } from '../../engine/docker/api/docker-api.ts';
import { startDockerService } from '../../engine/docker/containers/docker-service.ts';
import { dockerEngine } from '../../engine/docker/docker-engine.ts';
import { type Labels, labelsOf } from '../../engine/docker/docker-labels.ts';
import type { KnownProcess } from '../../engine/docker/evidence/choose-reader.ts';
import { type HostView, NO_VIEW, openHostView, type ViewSettings } from '../../engine/docker/evidence/host-view.ts';
import { isProcessHere } from '../../engine/docker/evidence/local-status-reader.ts';
import { startDockerTrial } from '../../engine/docker/trial-container/docker-trial.ts';
import { openEngine } from '../../engine/open-engine.ts';
import { type Ownership, ownershipOf } from '../../engine/ownership.ts';
import type { Engine, OwnedObject } from '../../engine/port.ts';
import type { TrialContainer, TrialSpecification, TrialStart } from '../../engine/trial-port.ts';
import { type TestImageName, whyNotWith } from './test-images.ts';

/** The small image that everything here runs from: the official one, or the stand-in that our scripts make. */
const IMAGE = 'busybox:stable';

/**
 * Why tests that need Docker and these images cannot run here; undefined if they can.
 *
 * @throws Error with the same reason where CI or REQUIRE_DOCKER says that they have to run.
 */
export async function reasonToSkip(...images: readonly TestImageName[]): Promise<string | undefined> {
  const reason = await whyNotWith(
    () => openEngine({ name: 'docker', environment: process.env }),
    ['busybox', ...images],
  );
  if (reason === undefined) return undefined;
  const { CI, REQUIRE_DOCKER } = process.env;
  if (CI === 'true' || REQUIRE_DOCKER === '1') throw new Error(`tests that have to run cannot: ${reason}`);
  process.stderr.write(`Skipped: ${reason}\n`);
  return reason;
}

/** An engine that speaks Docker's API with a small image on it, from the inside, and everything owned by a run of its own. */
export interface DockerFixture {
  readonly api: DockerApi;
  readonly engine: Engine;
  readonly image: string;
  readonly ownership: Ownership & { readonly run: string };
  readonly labels: Labels;
  /** Opens a view on the processes of the trials that are started from now on; there is none before. */
  look(settings?: Partial<ViewSettings>): Promise<HostView>;
  /** A specification that runs a shell script. */
  trial(script: string, changes?: Partial<TrialSpecification>): TrialSpecification;
  /** Starts it in no room, where it has no network; or in the network of this container. */
  attempt(specification: TrialSpecification, holder?: string): Promise<TrialStart>;
  /** Starts it, and fails if it does not start. */
  start(specification: TrialSpecification, holder?: string): Promise<TrialContainer>;
  /** What the fixture has on the engine now. */
  objects(): Promise<OwnedObject[]>;
  close(): Promise<void>;
}

/** Connects to Docker. Everything that the fixture owns is removed by `close`. */
export async function openDockerFixture(settings: Partial<ConnectSettings> = {}): Promise<DockerFixture> {
  return openFixture(await connectDocker({ environment: process.env, deadlineMs: 30_000, ...settings }));
}

/** The fixture on an engine that speaks Docker's API. */
export function openFixture(connection: Connection): DockerFixture {
  if (connection.kind === 'absent') throw connection.problem;
  const { api } = connection;
  const engine = dockerEngine(api);
  const ownership = ownershipOf(`kaniko-caps-test-${randomUUID().slice(0, 8)}`);
  const labels = labelsOf(ownership);
  let view = NO_VIEW;
  const look = async (changes: Partial<ViewSettings> = {}): Promise<HostView> => {
    await view.close();
    const known = changes.known === null ? null : await startKnownProcess(api, ownership);
    const wanted = { auxiliaryImage: IMAGE, labels, watchKernel: false, ...changes, known };
    view = await openHostView(api, wanted);
    return view;
  };
  let trials = 0;
  const trial = (script: string, changes: Partial<TrialSpecification> = {}): TrialSpecification => {
    trials += 1;
    return {
      ...PLAIN_SETUP,
      name: `${ownership.run}-${trials}`,
      image: IMAGE,
      command: ['/bin/sh', '-c', script],
      environment: {},
      capabilities: EMPTY_SET,
      noNewPrivileges: false,
      limits: { memoryBytes: 256 * 1024 * 1024, processes: 64, cpus: 0 },
      pushes: false,
      keepsProgram: true,
      ownership,
      ...changes,
    };
  };
  const attempt = (specification: TrialSpecification, holder?: string): Promise<TrialStart> =>
    startDockerTrial(api, specification, {
      networkMode: holder === undefined ? 'none' : `container:${holder}`,
      view,
      registry: null,
    });
  const start = async (specification: TrialSpecification, holder?: string): Promise<TrialContainer> => {
    const started = await attempt(specification, holder);
    if (started.kind !== 'started') throw new Error(`${started.kind}: ${started.message}`);
    return started.container;
  };
  const objects = (): Promise<OwnedObject[]> => engine.owned(ownership.run);
  const close = async (): Promise<void> => {
    await engine.remove(await objects());
    await view.close();
    await engine.close();
  };
  return { api, engine, image: IMAGE, ownership, labels, look, trial, attempt, start, objects, close };
}

/** Something to recognise this host's `/proc` by as the engine's. */
async function startKnownProcess(api: DockerApi, { run }: Ownership & { readonly run: string }): Promise<KnownProcess> {
  const name = `${run}-known-${randomUUID().slice(0, 8)}`;
  const { pid } = await startDockerService(api, {
    name,
    image: IMAGE,
    command: ['/bin/sh', '-c', 'while :; do sleep 600; done', name],
    environment: {},
    network: null,
    hosts: {},
    nameServers: [],
    labels: labelsOf(ownershipOf(run)),
  });
  // Until then its process is the runtime's. Where the engine is elsewhere, it never is.
  for (let attempt = 1; attempt <= 20 && !(await isProcessHere(pid, name)); attempt += 1) await sleep(50);
  return { pid, word: name };
}
