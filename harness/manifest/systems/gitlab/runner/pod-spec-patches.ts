import type { ManifestProblem } from '../../../model/problem.ts';
import { readYaml } from '../../../yaml/read-yaml.ts';
import { at, itemsAt, textAt, type YamlMap, type YamlValue } from '../../../yaml/yaml-value.ts';

/** The flag without which the runner does not look at `pod_spec`. */
export const ADVANCED_POD_SPEC = 'FF_USE_ADVANCED_POD_SPEC_CONFIGURATION';

/** What patches of `[[runners.kubernetes.pod_spec]]` say of security contexts, in their order. */
export interface PodPatches {
  readonly pod: readonly YamlMap[];
  /** Of the container of the job, which is called `build`. */
  readonly container: readonly YamlMap[];
  readonly problems: readonly ManifestProblem[];
}

/** What is known without patches. */
export const NO_PATCHES: PodPatches = { pod: [], container: [], problems: [] };

/** Reads the patches that a runner makes to its pods: those that are YAML of a pod; of others it is told that they are not read. */
export function podSpecPatches(kubernetes: YamlValue): PodPatches {
  return itemsAt(kubernetes, 'pod_spec')
    .map(readPatch)
    .reduce(
      (all, one) => ({
        pod: [...all.pod, ...one.pod],
        container: [...all.container, ...one.container],
        problems: [...all.problems, ...one.problems],
      }),
      NO_PATCHES,
    );
}

function readPatch(table: YamlValue): PodPatches {
  const patch = at(table, 'patch');
  const type = textAt(table, 'patch_type') ?? 'strategic';
  if (patch?.kind !== 'scalar') return notRead(table, 'Its text is in another file');
  if (type !== 'strategic' && type !== 'merge') return notRead(table, `Its type is ${type}`);
  const { documents, problems } = readYaml(patch.text, { file: patch.place.file, firstLine: patch.textLine });
  const [spec] = documents;
  if (spec === undefined || problems.length > 0) return { ...NO_PATCHES, problems };
  const build = itemsAt(spec.root, 'containers').find((one) => textAt(one, 'name') === 'build');
  return {
    pod: mapsIn(at(spec.root, 'securityContext')),
    container: mapsIn(at(build, 'securityContext')),
    problems: [],
  };
}

function notRead(table: YamlValue, why: string): PodPatches {
  const name = textAt(table, 'name') ?? '';
  return {
    ...NO_PATCHES,
    problems: [
      {
        kind: 'limit',
        place: table.place,
        what: `The patch ${JSON.stringify(name)} of the runner's pods is not read. ${why}.`,
        wayOut: 'Look by hand whether it changes the securityContext of the container "build".',
      },
    ],
  };
}

function mapsIn(value: YamlValue | undefined): YamlMap[] {
  return value?.kind === 'map' ? [value] : [];
}
