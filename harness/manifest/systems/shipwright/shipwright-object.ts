import type { Surroundings } from '../../model/system.ts';
import { onceFor } from '../../once-for.ts';
import type { YamlDocument } from '../../yaml/read-yaml.ts';
import { at, textAt, type YamlValue } from '../../yaml/yaml-value.ts';

const KINDS: readonly string[] = ['BuildStrategy', 'ClusterBuildStrategy', 'Build', 'BuildRun'];

/** An object of Shipwright, and the document that it is. */
export interface ShipwrightObject {
  readonly kind: string;
  readonly name: string;
  readonly spec: YamlValue;
  readonly document: number;
  readonly file: string;
}

/** Reads an object of Shipwright (`build.dev` is what its API was called first); undefined for anything else. */
export function shipwrightObject({ root, index, file }: YamlDocument): ShipwrightObject | undefined {
  const kind = textAt(root, 'kind') ?? '';
  const spec = at(root, 'spec');
  const isOwn = /^(?:shipwright\.io|build\.dev)\//.test(textAt(root, 'apiVersion') ?? '');
  if (!isOwn || !KINDS.includes(kind) || spec === undefined) return undefined;
  const name = textAt(root, 'metadata', 'name') ?? textAt(root, 'metadata', 'generateName') ?? '';
  return { kind, name, spec, document: index, file };
}

/** A use of a strategy: a Build, and the BuildRun that runs it. */
export interface StrategyUse {
  readonly title: string;
  readonly id: string;
  /** The spec of the Build. */
  readonly build: YamlValue;
  /** The spec of the BuildRun; undefined for none. */
  readonly run: YamlValue | undefined;
}

/** The objects of Shipwright among all documents. */
export const knownObjects = onceFor((documents: Surroundings['documents']) =>
  documents.flatMap((document) => shipwrightObject(document) ?? []),
);

/** The uses of a strategy among all documents. */
export function usesOf(strategy: ShipwrightObject, { documents }: Surroundings): StrategyUse[] {
  const objects = knownObjects(documents);
  const runs = objects.filter(({ kind }) => kind === 'BuildRun');
  const names = (build: YamlValue): boolean =>
    textAt(build, 'strategy', 'name') === strategy.name &&
    (textAt(build, 'strategy', 'kind') ?? 'BuildStrategy') === strategy.kind;
  const ofBuilds = objects
    .filter(({ kind, spec }) => kind === 'Build' && names(spec))
    .flatMap(({ name, spec }): StrategyUse[] => {
      const own = runs.filter((run) => buildNameOf(run.spec) === name);
      const alone = { title: `Build ${name}`, id: `Build/${name}`, build: spec, run: undefined };
      if (own.length === 0) return [alone];
      return own.map((run) => ({
        title: `BuildRun ${run.name}`,
        id: `BuildRun/${run.name}`,
        build: spec,
        run: run.spec,
      }));
    });
  const ofRuns = runs.flatMap(({ name, spec }): StrategyUse[] => {
    const build = at(spec, 'build', 'spec') ?? at(spec, 'buildSpec');
    return build !== undefined && names(build)
      ? [{ title: `BuildRun ${name}`, id: `BuildRun/${name}`, build, run: spec }]
      : [];
  });
  return [...ofBuilds, ...ofRuns];
}

/** The name of the Build that a BuildRun runs. */
export function buildNameOf(run: YamlValue): string | undefined {
  return textAt(run, 'build', 'name') ?? textAt(run, 'buildRef', 'name');
}
