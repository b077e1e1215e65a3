import type { ManifestProblem } from '../../../model/problem.ts';
import { assumed, writtenAt } from '../../../model/stated.ts';
import type { GivenAnswers, ManifestFile, Surroundings } from '../../../model/system.ts';
import { readToml } from '../../../toml/read-toml.ts';
import {
  at,
  entriesAt,
  itemsAt,
  textAt,
  writtenIn,
  writtenList,
  type YamlMap,
  type YamlValue,
} from '../../../yaml/yaml-value.ts';
import { dockerExecutorSecurity } from './docker-executor.ts';
import { helperUser, isOn, kubernetesExecutorSecurity, mapOf } from './kubernetes-executor.ts';
import { ADVANCED_POD_SPEC, NO_PATCHES, podSpecPatches } from './pod-spec-patches.ts';
import type { JobRunner, RunnerGrant } from './runner.ts';

/** Executors that start Docker containers. */
const DOCKER_EXECUTORS = /^docker(?:\+machine|-autoscaler)?$/;

const ROOT = { uid: 0, gid: 0 };

/** The checkout is made by the runner's own container, which is root unless the configuration says otherwise. */
const ROOTS = assumed(ROOT, "GitLab Runner's helper clones as root");

/** Whether a text is the configuration of a GitLab Runner. */
export function isRunnerConfiguration({ file, text }: ManifestFile): boolean {
  return /\.toml$/i.test(file) || /^[ \t]*\[\[runners\]\][ \t]*(?:#.*)?$/m.test(text);
}

/** The runners of a configuration, and what is wrong with it. */
export function readRunnerConfiguration(
  manifest: ManifestFile,
  given: GivenAnswers,
): { readonly runners: readonly JobRunner[]; readonly problems: readonly ManifestProblem[] } {
  const reading = readToml(manifest);
  if ('problem' in reading) return { runners: [], problems: [reading.problem] };
  const tables = itemsAt(reading.root, 'runners');
  const read = tables.map((table, index) => readRunner(table, index, given));
  const none: ManifestProblem = {
    kind: 'unknown',
    place: { file: manifest.file, line: 1 },
    what: 'It has no [[runners]], so it is no configuration of a GitLab Runner.',
    wayOut: 'Give the config.toml of the runner.',
  };
  return {
    runners: read.flatMap(({ runner }) => runner ?? []),
    problems: tables.length === 0 ? [none] : read.flatMap(({ problem }) => problem ?? []),
  };
}

/** By the manifests that were read together: a file may hold thousands of pipelines. */
const KNOWN = new WeakMap<Surroundings, readonly JobRunner[]>();

/** The runners that may run jobs: those that are given, else one that is assumed. */
export function runnersOf(around: Surroundings): readonly JobRunner[] {
  const runners = KNOWN.get(around) ?? readRunners(around);
  KNOWN.set(around, runners);
  return runners;
}

function readRunners({ texts, given }: Surroundings): readonly JobRunner[] {
  const runners = texts
    .filter(isRunnerConfiguration)
    .flatMap((manifest) => readRunnerConfiguration(manifest, given).runners);
  return runners.length > 0 ? runners : [assumedRunner(given)];
}

function readRunner(
  table: YamlValue,
  index: number,
  given: GivenAnswers,
): { readonly runner?: JobRunner; readonly problem?: ManifestProblem } {
  const name = textAt(table, 'name') ?? `${index + 1}`;
  const executor = textAt(table, 'executor') ?? '';
  const common = commonOf(table, name);
  if (DOCKER_EXECUTORS.test(executor)) return { runner: dockerRunner(table, index, { common, given }) };
  if (executor === 'kubernetes') return { runner: kubernetesRunner(table, index, { common, given }) };
  const what = `The runner ${JSON.stringify(name)} has the executor ${JSON.stringify(executor)}, which runs jobs in no container that it sets the capabilities of.`;
  return {
    problem: {
      kind: 'limit',
      place: table.place,
      what,
      wayOut: 'Give a runner with the executor docker or kubernetes.',
    },
  };
}

type Common = Pick<JobRunner, 'name' | 'buildsDirectory' | 'environment' | 'flags'>;

function commonOf(table: YamlValue, name: string): Common {
  return {
    name,
    buildsDirectory: textAt(table, 'builds_dir'),
    environment: writtenList(table, 'environment'),
    flags: new Map(entriesAt(table, 'feature_flags').map(([flag, value]) => [flag, isOn(value)])),
  };
}

interface Told {
  readonly common: Common;
  readonly given: GivenAnswers;
}

function dockerRunner(table: YamlValue, index: number, { common, given }: Told): JobRunner {
  const docker = at(table, 'docker');
  return {
    ...common,
    umaskFlag: 'FF_DISABLE_UMASK_FOR_DOCKER_EXECUTOR',
    image: writtenIn(docker, 'image'),
    grantTo: ({ image }) => ({
      security: dockerExecutorSecurity(docker, { image, given }),
      patch: { kind: 'toml', place: docker?.place ?? table.place, table: ['runners', index, 'docker'] },
      owner: ROOTS,
      problems: [],
    }),
  };
}

function kubernetesRunner(table: YamlValue, index: number, { common, given }: Told): JobRunner {
  const found = at(table, 'kubernetes');
  const kubernetes: YamlMap = found?.kind === 'map' ? found : mapOf([], table.place);
  const helper = helperUser(kubernetes);
  return {
    ...common,
    umaskFlag: KUBERNETES_UMASK,
    image: writtenIn(kubernetes, 'image'),
    grantTo: ({ image, hasFlag }): RunnerGrant => {
      const patches = hasFlag(ADVANCED_POD_SPEC) ? podSpecPatches(kubernetes) : NO_PATCHES;
      return {
        security: kubernetesExecutorSecurity(kubernetes, { image, given, patches }),
        patch: { kind: 'toml', place: kubernetes.place, table: ['runners', index, 'kubernetes'] },
        owner: helper === undefined ? ROOTS : writtenAt({ uid: helper.uid, gid: helper.gid }, helper.place),
        problems: patches.problems,
      };
    },
  };
}

const KUBERNETES_UMASK = 'FF_DISABLE_UMASK_FOR_KUBERNETES_EXECUTOR';

/** The runner of a pipeline whose configuration nobody gave: Docker's defaults, or those of Kubernetes where the command line names its runtime. */
function assumedRunner(given: GivenAnswers): JobRunner {
  const isKubernetes = given.runtime === 'containerd' || given.runtime === 'cri-o';
  return {
    name: null,
    umaskFlag: isKubernetes ? KUBERNETES_UMASK : 'FF_DISABLE_UMASK_FOR_DOCKER_EXECUTOR',
    buildsDirectory: undefined,
    image: undefined,
    environment: [],
    flags: new Map(),
    grantTo: ({ image, place }) => ({
      security: isKubernetes
        ? kubernetesExecutorSecurity(mapOf([], place), { image, given, patches: NO_PATCHES })
        : assumedDocker(image, given),
      patch: {
        kind: 'elsewhere',
        place,
        format: 'gitlab-runner',
        because: 'the runner grants the capabilities, and its config.toml is not given',
      },
      owner: ROOTS,
      problems: [],
    }),
  };
}

function assumedDocker(image: YamlValue | undefined, given: GivenAnswers): RunnerGrant['security'] {
  const security = dockerExecutorSecurity(undefined, { image, given });
  if (given.runtime !== undefined) return security;
  const because =
    "the runner's config.toml is not given: its Docker executor is assumed; --runtime containerd says Kubernetes";
  return { ...security, runtime: assumed('docker', because) };
}
