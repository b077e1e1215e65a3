import type { Builder } from '../../builders/builder.ts';
import { chooseBuilder } from '../../builders/choose-builder.ts';
import { setOf } from '../../capabilities/capability-set.ts';
import { findCases } from '../../corpus/find-cases.ts';
import { runCases } from '../../discovery/run-cases.ts';
import type { RunRequest } from '../../discovery/run-settings.ts';
import { connectDocker } from '../../engine/docker/api/connect.ts';
import type { DockerApi } from '../../engine/docker/api/docker-api.ts';
import { dockerEngine } from '../../engine/docker/docker-engine.ts';
import type { Engine } from '../../engine/port.ts';
import { chooseAuxiliaryImage } from '../../sandbox/auxiliary-image.ts';
import { seededRandom } from '../../search/seeded-random.ts';
import type { BuilderRequest } from '../../vocabulary/run-plan.ts';
import { planOf } from '../examples/plans.ts';
import { openScratch, type Scratch } from '../programs/scratch.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { drawSchedule } from './fault-schedule.ts';
import { type CaseTruth, isAllKnown, truthIn } from './fault-truth.ts';
import { type FaultedRunEnd, runUnderFaults } from './faulted-run.ts';
import { leftOnDocker } from './left-on-docker.ts';
import { untilCalm } from './scripted-faults.ts';

/** A real engine, and a builder and a case to run on it under faults. */
export interface DockerFaults extends AsyncDisposable {
  /** What is tried on what, in words. */
  readonly description: string;
  /** Runs the case under the schedule of a seed. */
  trySchedule(seed: number): Promise<FaultedRunEnd>;
}

/** How long the engine may take to answer a request here; what stalls takes so long. */
const DEADLINE_MS = 5_000;

/** A whole run under faults may wait for many of them. */
const RUN_DEADLINE_MS = 300_000;

const UNIVERSE = setOf('CHOWN', 'FOWNER', 'FSETID');

/** Needs a capability for exit code 0 and another one for the right image, and is small. */
const DOCKERFILE = ['FROM busybox:stable', 'COPY file /file', 'RUN chown 7:42 /file && chmod 2755 /file'];

const CONTEXT_KINDS = ['dir', 'tar'] as const;

/** Opens the engine that DOCKER_HOST or its default says, and finds out in peace what is true of the case. */
export async function openDockerFaults(request: BuilderRequest): Promise<DockerFaults> {
  const environment: Readonly<{ DOCKER_HOST?: string }> = process.env;
  const host = environment.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
  const api = await connect(host, 30_000);
  const engine = dockerEngine(api);
  const scratch = await openScratch();
  const { builder } = await chooseBuilder(engine, request, {
    credentialsFor: async () => undefined,
    progress: { preparing: () => undefined },
  });
  const auxiliaryImage = await chooseAuxiliaryImage(engine, null, () => undefined);
  const settings = await settingsOf(scratch, { builder, auxiliaryImage });
  const record = await runCases({ ...settings('truth', () => undefined), engine });
  if (!isAllKnown(record)) {
    throw new Error(
      `in peace not all is known: ${record.cases.map(({ status, reason }) => `${status}, ${reason}`).join('; ')}`,
    );
  }
  const truths = new Map(record.cases.map((one) => [one.id, truthIn(one)]));
  return {
    description: `${builder.identity.kind} ${builder.identity.version}`,
    trySchedule: (seed) => trySchedule(seed, { host, api, settings, truths }),
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      await scratch.remove();
    },
  };
}

type SettingsOf = (run: string, begins: () => void) => Omit<RunRequest, 'engine'>;

/** What all schedules share. */
interface Means {
  readonly host: string;
  /** Past the faults. */
  readonly api: DockerApi;
  readonly settings: SettingsOf;
  readonly truths: ReadonlyMap<string, CaseTruth>;
}

async function trySchedule(seed: number, { host, api, settings, truths }: Means): Promise<FaultedRunEnd> {
  await using proxy = await startFaultProxy({ path: host.replace('unix://', '') });
  const engine: Engine = dockerEngine(await connect(proxy.url, DEADLINE_MS));
  const { schedule, calm } = untilCalm(drawSchedule({ seed }));
  // A run rarely gets further than a fault in what goes before its first trial, so most of them are spared those.
  const begins = (): void => {
    proxy.schedule = schedule;
  };
  if (seededRandom(seed)() < 0.2) begins();
  const own = settings(`kaniko-caps-faults-${process.pid}-${seed}`, begins);
  try {
    return await runUnderFaults({
      settings: own,
      engine,
      schedule,
      calm: () => {
        calm();
        return dockerEngine(api);
      },
      truthOf: (id) => truths.get(id) ?? { faithful: [], exitZero: [], referenceImage: null },
      deadlineMs: RUN_DEADLINE_MS,
      leftOn: () => leftOnDocker(api, own.run),
    });
  } finally {
    calm();
    await engine.remove(await engine.owned(own.run)).catch(() => undefined);
    await engine.close();
  }
}

async function connect(host: string, deadlineMs: number): Promise<DockerApi> {
  const connection = await connectDocker({ environment: { DOCKER_HOST: host }, deadlineMs });
  if (connection.kind === 'absent') throw connection.problem;
  return connection.api;
}

async function settingsOf(
  scratch: Scratch,
  { builder, auxiliaryImage }: { readonly builder: Builder; readonly auxiliaryImage: string },
): Promise<SettingsOf> {
  const paths: string[] = [];
  for (const contextKind of CONTEXT_KINDS) {
    const files = { file: 'content\n', 'case.json': JSON.stringify({ contextKind, timeoutSeconds: 30 }) };
    paths.push(await scratch.writeCase(contextKind, DOCKERFILE, files));
  }
  const cases = await findCases(paths, { universe: UNIVERSE });
  const silent = (): void => undefined;
  return (run, begins) => ({
    run,
    directory: scratch.path(run),
    toolVersion: 'faults',
    plan: planOf(cases),
    openBuilder: async () => builder,
    slots: 2,
    auxiliaryImage,
    guesses: undefined,
    credentialsFor: async () => undefined,
    environment: {},
    givenArguments: {},
    progress: {
      preparing: silent,
      warning: silent,
      beginning: begins,
      caseAbandoned: silent,
      caseGuessed: silent,
      caseChanged: silent,
      caseFinished: silent,
    },
    backOffMs: 10,
    stop: new AbortController().signal,
    cancel: new AbortController().signal,
  });
}
