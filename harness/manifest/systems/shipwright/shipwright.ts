import type { Mount, SystemReading } from '../../model/executor-step.ts';
import type { ManifestProblem } from '../../model/problem.ts';
import { assumed, type Stated, writtenAt } from '../../model/stated.ts';
import type { Surroundings, System } from '../../model/system.ts';
import { at, itemsAt, numberAt, textAt, type YamlValue } from '../../yaml/yaml-value.ts';
import { containerMounts } from '../kubernetes/container-mounts.ts';
import { readStep } from '../tekton/read-step.ts';
import type { TektonScope } from '../tekton/references.ts';
import type { TaskUse } from '../tekton/task-uses.ts';
import {
  buildNameOf,
  knownObjects,
  type ShipwrightObject,
  type StrategyUse,
  shipwrightObject,
  usesOf,
} from './shipwright-object.ts';
import { buildReferences, SOURCE_ROOT, strategyParams } from './strategy-params.ts';

/** Build strategies of Shipwright, with the Builds and BuildRuns that use them. */
export const shipwright: System = {
  name: 'shipwright',
  title: 'Shipwright',
  claimsDocument: (document) => shipwrightObject(document) !== undefined,
  readDocument: (document, around) => {
    const object = shipwrightObject(document);
    if (object === undefined) return { steps: [], problems: [] };
    if (object.kind.endsWith('Strategy')) return readStrategy(object, around);
    return { steps: [], problems: missingStrategy(object, around), isPart: true };
  },
};

/** A strategy once for each use of it; where nothing uses it, with its defaults. */
function readStrategy(strategy: ShipwrightObject, around: Surroundings): SystemReading {
  const uses = usesOf(strategy, around);
  const readings = (uses.length === 0 ? [undefined] : uses).flatMap((use) => readUse(strategy, use, around));
  return {
    steps: readings.flatMap(({ steps }) => steps),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

/** Its steps are those of a Tekton task: Shipwright makes one of them. */
function readUse(strategy: ShipwrightObject, use: StrategyUse | undefined, around: Surroundings): SystemReading[] {
  const { kind, name, spec, document } = strategy;
  const { set } = around.given;
  const own = { id: `${kind}/${name}`, title: `${kind} ${name}` };
  const task: TaskUse = {
    spec,
    document,
    id: use === undefined ? own.id : `${use.id}/${name}`,
    title: use === undefined ? own.title : `${use.title} with ${own.title}`,
    params: strategyParams(spec, use, set),
    // A strategy says itself what a template says in Tekton.
    podTemplates: [spec],
    writers: new Map(),
  };
  const scope: TektonScope = {
    params: task.params,
    workspaces: new Map(),
    set,
    others: buildReferences(spec, use),
  };
  return [...itemsAt(spec, 'steps'), ...itemsAt(spec, 'buildSteps')].map((step) => {
    const reading = readStep(step, task, scope, around);
    const mounts = [sourceMount(spec), ...containerMounts(step, spec)];
    return { ...reading, steps: reading.steps.map((one) => ({ ...one, mounts })) };
  });
}

function sourceMount(strategy: YamlValue): Mount {
  return {
    path: SOURCE_ROOT,
    what: 'the source of the build',
    owner: sourceOwner(at(strategy, 'securityContext')),
    modes: assumed('git', 'a checkout under umask 022'),
    source: null,
  };
}

/** Shipwright's own steps run as the user that the strategy names, else as 1000 (GIT_CONTAINER_TEMPLATE of its configuration). */
function sourceOwner(context: YamlValue | undefined): Stated<{ readonly uid: number; readonly gid: number }> {
  const uid = numberAt(context, 'runAsUser');
  const place = at(context, 'runAsUser')?.place;
  return uid === undefined || place === undefined
    ? assumed({ uid: 1000, gid: 1000 }, 'the strategy names no user, and then Shipwright clones as 1000')
    : writtenAt({ uid, gid: numberAt(context, 'runAsGroup') ?? uid }, place);
}

/** What is missing to read a Build or a BuildRun. */
function missingStrategy({ kind, spec }: ShipwrightObject, { documents }: Surroundings): ManifestProblem[] {
  const objects = knownObjects(documents);
  const build = kind === 'Build' ? spec : (at(spec, 'build', 'spec') ?? at(spec, 'buildSpec'));
  const wanted = build === undefined ? ['Build', buildNameOf(spec)] : ['strategy', textAt(build, 'strategy', 'name')];
  const [what, name] = wanted;
  if (name === undefined) return [];
  const isThere = objects.some(
    (one) => one.name === name && (what === 'Build' ? one.kind === 'Build' : one.kind.endsWith('Strategy')),
  );
  if (isThere) return [];
  return [
    {
      kind: 'limit',
      place: spec.place,
      what: `It uses the ${what} ${name}, which is in none of the manifests.`,
      wayOut: 'Give its manifest as well.',
    },
  ];
}
