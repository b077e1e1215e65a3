import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CapabilitySet, isSubset } from '../../capabilities/capability-set.ts';
import type { CacheWish } from '../../corpus/configuration/configure.ts';
import { findCases } from '../../corpus/find-cases.ts';
import type { RunRequest } from '../../discovery/run-settings.ts';
import type { TrialSpecification } from '../../engine/trial-port.ts';
import type { RunPlan } from '../../vocabulary/run-plan.ts';
import { planOf } from '../examples/plans.ts';
import { layerArchive } from './layer-archive.ts';
import { scriptedBuilder } from './scripted-builder.ts';
import { type ScriptedEngine, type ScriptedWorld, scriptedEngine } from './scripted-engine.ts';
import { scriptedImage } from './scripted-images.ts';
import { SCRIPTED_REGISTRY, scriptedRegistry } from './scripted-site.ts';
import type { ScriptedTrial } from './scripted-trial.ts';
import { gzipLayer, type RegistryFiles, storeImage } from './stored-images.ts';

/** A corpus and an engine in memory on which the whole of a run can be tried. */
export interface ScriptedRun extends AsyncDisposable {
  readonly root: string;
  readonly settings: RunRequest;
  readonly engine: ScriptedEngine;
  /** What the run told about itself. */
  readonly told: readonly string[];
}

/** Decides how a build goes, given its case's Dockerfile order in the corpus; `image` pushes one with a file of this mode. */
export type ScriptedBuilds = (specification: TrialSpecification, trial: number, image: ScriptedPush) => ScriptedTrial;

/** Gives a trial that pushes an image with a file of this mode. */
export interface ScriptedPush {
  (mode: number): ScriptedTrial;
  readonly cache: ScriptedCache;
}

/** The cache of a trial: the layer that it finds there, as its file's mode, and where it keeps its own. */
export interface ScriptedCache {
  readonly found: number | undefined;
  keep(mode: number): void;
}

/** What a scripted run is made of. */
export interface ScriptedRunOptions {
  /** Dockerfiles by the name of their case. */
  readonly dockerfiles?: Readonly<Record<string, string>>;
  readonly builds: ScriptedBuilds;
  readonly universe: CapabilitySet;
  readonly cache?: CacheWish;
  readonly world?: ScriptedWorld;
  /** What of the plan is not a plain search. */
  readonly question?: Partial<RunPlan['question']>;
  readonly settings?: Partial<RunRequest>;
  /** The directory in which its own one is made. @default that of temporary files */
  readonly within?: string;
}

/** Makes the corpus in a temporary directory; it goes with the scope that `await using` it. */
export async function scriptedRun(options: ScriptedRunOptions): Promise<ScriptedRun> {
  const { dockerfiles = { example: 'FROM base:1\nRUN chmod 2755 /tool\n' }, universe, cache } = options;
  const root = await mkdtemp(join(options.within ?? tmpdir(), 'scripted-run-'));
  for (const [name, text] of Object.entries(dockerfiles)) {
    await mkdir(join(root, 'cases', name), { recursive: true });
    await writeFile(join(root, 'cases', name, 'Dockerfile'), text);
  }
  const engine = await engineWithRegistry(options);
  const told: string[] = [];
  const plan = planOf(await findCases(['cases'], { universe, configuration: { cache } }, root), options.question);
  const settings: RunRequest = {
    run: 'run-1',
    directory: join(root, 'run'),
    toolVersion: '0.0.0',
    engine,
    openBuilder: async () => scriptedBuilder(),
    plan,
    slots: 1,
    auxiliaryImage: 'auxiliary:1',
    guesses: undefined,
    credentialsFor: async () => undefined,
    environment: {},
    givenArguments: {},
    progress: {
      preparing: () => undefined,
      beginning: () => undefined,
      caseAbandoned: (id, reason) => void told.push(`abandoned ${id}: ${reason}`),
      caseGuessed: () => undefined,
      caseChanged: () => undefined,
      caseFinished: ({ id, status }) => void told.push(`finished ${id}: ${status}`),
      warning: (text) => void told.push(text),
    },
    stop: new AbortController().signal,
    cancel: new AbortController().signal,
    ...options.settings,
  };
  return { root, settings, engine, told, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

/** A build that needs one set for exit code 0 and another for the right image. */
export function buildsNeeding(exitZero: CapabilitySet, faithful: CapabilitySet): ScriptedBuilds {
  return ({ capabilities }, _, image) => {
    if (isSubset(faithful, capabilities)) return image(0o2755);
    if (isSubset(exitZero, capabilities)) return image(0o755);
    return { ending: { exitCode: 1 }, output: 'chown /tool: operation not permitted' };
  };
}

/** An engine whose registry holds what was put into it, and what a trial pushed: `files` is all of that. */
export async function engineWithRegistry(
  { builds, world }: Pick<ScriptedRunOptions, 'builds' | 'world'>,
  files: RegistryFiles = new Map(),
): Promise<ScriptedEngine> {
  const baseLayer = gzipLayer(await layerArchive([{ name: 'tool', content: 'base' }]));
  const layers = new Map<number, Awaited<ReturnType<typeof layerOf>>>();
  const push = async (destination: string, mode: number): Promise<void> => {
    const [host, name = ''] = destination.split(/\/(.*)/);
    if (host !== SCRIPTED_REGISTRY) throw new Error(`nothing answers at ${host}: it is not the registry of the site`);
    const layer = layers.get(mode) ?? (await layerOf(mode));
    layers.set(mode, layer);
    storeImage(files, name, [baseLayer, layer], {});
  };
  let trials = 0;
  return scriptedEngine(
    (specification) => {
      const [program, destination = '', cache] = specification.command;
      if (program !== '/kaniko/executor') return {};
      const pushing = (mode: number): ScriptedTrial => ({ effect: () => push(destination, mode) });
      const image = Object.assign(pushing, { cache: cacheIn(files, cache) });
      trials += 1;
      return builds(specification, trials - 1, image);
    },
    {
      images: { 'base:1': scriptedImage(), 'executor:v1': scriptedImage(), 'auxiliary:1': scriptedImage() },
      registry: scriptedRegistry(files, (_, name) => storeImage(files, name, [baseLayer], {})),
      ...world,
    },
  );
}

/** One file in the repository of the cache stands for all that an executor keeps there. */
function cacheIn(files: RegistryFiles, address: string | undefined): ScriptedCache {
  const file = `repositories/${address?.slice(`${SCRIPTED_REGISTRY}/`.length)}/layer`;
  return {
    get found() {
      const found = address === undefined ? undefined : files.get(file);
      return found === undefined ? undefined : Number(found.toString());
    },
    keep: (mode) => {
      if (address !== undefined) files.set(file, Buffer.from(`${mode}`));
    },
  };
}

async function layerOf(mode: number) {
  return gzipLayer(await layerArchive([{ name: 'tool', content: 'base', mode }]));
}
