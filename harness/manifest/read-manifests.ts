import { numberText } from '../text/plain-text.ts';
import { declareBuild } from './executor/declare-build.ts';
import type { DeclaredBuild } from './model/declared-build.ts';
import type { ExecutorStep, SystemReading } from './model/executor-step.ts';
import type { ManifestProblem } from './model/problem.ts';
import type { GivenAnswers, ManifestFile, Surroundings, System } from './model/system.ts';
import { SYSTEMS } from './systems.ts';
import { readYaml, type YamlDocument } from './yaml/read-yaml.ts';

/** What manifests say. */
export interface ManifestReading {
  readonly builds: readonly DeclaredBuild[];
  readonly problems: readonly ManifestProblem[];
}

/** Reads manifests of any systems together: one may name another. */
export function readManifests(files: readonly ManifestFile[], given: GivenAnswers): ManifestReading {
  const sorted = files.map((manifest) => {
    const system = SYSTEMS.find(({ claimsText }) => claimsText?.(manifest));
    return { manifest, system, yaml: system === undefined ? readYaml(manifest.text, manifest) : undefined };
  });
  const around: Surroundings = {
    given,
    documents: sorted.flatMap(({ yaml }) => yaml?.documents ?? []),
    texts: sorted.flatMap(({ manifest, yaml }) => (yaml === undefined ? [manifest] : [])),
  };
  const readings = sorted.map(({ manifest, system, yaml }) => {
    const read =
      yaml === undefined
        ? [readText(manifest, system, around)]
        : yaml.documents.map((one) => readDocument(one, around));
    const own = [...(yaml?.problems ?? []), ...read.flatMap(({ reading: { problems } }) => problems)];
    const builds = read.flatMap(({ system: by, reading: { steps } }) => steps.map((step) => ({ step, system: by })));
    const isSilent = builds.length === 0 && own.length === 0 && !read.some(({ reading }) => reading.isPart === true);
    return {
      builds,
      problems: isSilent
        ? [
            nothingIn(
              manifest,
              read.some((one) => one.system !== undefined),
            ),
          ]
        : own,
    };
  });
  const found = readings.flatMap(({ builds }) => builds);
  return {
    builds: withIds(found.slice(0, MOST_BUILDS), given),
    problems: [...readings.flatMap(({ problems }) => problems), ...tooManyBuilds(found[MOST_BUILDS]?.step)],
  };
}

/** The most builds that are read of all manifests together. */
const MOST_BUILDS = 1_000;

function tooManyBuilds(first: ExecutorStep | undefined): ManifestProblem[] {
  if (first === undefined) return [];
  const what = `The manifests have more than ${numberText(MOST_BUILDS)} builds. From ${first.title} on they are left out.`;
  return [{ kind: 'limit', place: first.place, what, wayOut: 'Give fewer manifests at once.' }];
}

interface ReadPart {
  readonly system: System | undefined;
  readonly reading: SystemReading;
}

const NOTHING: SystemReading = { steps: [], problems: [] };

function readText(manifest: ManifestFile, system: System | undefined, around: Surroundings): ReadPart {
  return { system, reading: system?.readText?.(manifest, around) ?? NOTHING };
}

function readDocument(document: YamlDocument, around: Surroundings): ReadPart {
  const system = SYSTEMS.find(({ claimsDocument }) => claimsDocument?.(document));
  return { system, reading: system?.readDocument?.(document, around) ?? NOTHING };
}

function nothingIn({ file }: ManifestFile, isKnown: boolean): ManifestProblem {
  const titles = SYSTEMS.map(({ title }) => title).join(', ');
  return isKnown
    ? {
        kind: 'unknown',
        place: { file, line: 1 },
        what: 'Nothing in it runs a Kaniko executor.',
        wayOut: 'Give the manifest of the build. An image of your own has to start /kaniko/executor.',
      }
    : {
        kind: 'unknown',
        place: { file, line: 1 },
        what: 'It is no manifest of a system that is known.',
        wayOut: `These are read: ${titles}.`,
      };
}

/** Builds of one place, as of two calls in a script, are numbered. */
function withIds(
  found: readonly { readonly step: SystemReading['steps'][number]; readonly system: System | undefined }[],
  given: GivenAnswers,
): DeclaredBuild[] {
  const seen = new Map<string, number>();
  return found.map(({ step, system }) => {
    const base = `${step.place.file}#${step.id}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    const id = count === 1 ? base : `${base}.${count}`;
    return declareBuild(step, { system: system?.name ?? '', id, given });
  });
}
