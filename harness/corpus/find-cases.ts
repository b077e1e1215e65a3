import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS, parseUniverse } from '../capabilities/universe.ts';
import { HarnessError } from '../errors.ts';
import type { Case } from '../vocabulary/case.ts';
import type { Configuration } from '../vocabulary/configuration.ts';
import { assignIds } from './case-id.ts';
import { type CaseLocation, displayed, locateCases } from './case-location.ts';
import { CASE_SETTINGS_FILE } from './case-settings.ts';
import { caseArguments, type LineArguments } from './configuration/build-arguments.ts';
import { type ConfigurationSettings, cachesOf, configurationsOf } from './configuration/configure.ts';
import { findSources } from './configuration/find-sources.ts';
import { parseDockerfile } from './dockerfile-text/parse-dockerfile.ts';
import { atPlace, readable } from './input-errors.ts';

/** How cases are configured where neither the command line nor their `case.json` says otherwise. */
export interface UsualConfigurations {
  /** The configurations of the case of this Dockerfile (an absolute path), once for each cache. */
  readonly of: (dockerfile: string) => readonly Configuration[];
  /** Hears once of all cases that are configured otherwise than without. */
  readonly taken?: (cases: readonly UsuallyConfigured[]) => void;
}

/** A case that is configured otherwise than by the command line and its `case.json` alone. */
export interface UsuallyConfigured {
  readonly id: string;
  readonly configuration: Configuration;
  /** What the command line and `case.json` alone would make of it. */
  readonly without: Configuration;
}

/** What the command line sets; it goes before `case.json`, which goes before the defaults. */
export interface CaseOverrides extends LineArguments {
  readonly configuration?: ConfigurationSettings | undefined;
  /** How cases are configured where nothing says otherwise. @default as by default */
  readonly usualConfigurations?: UsualConfigurations | undefined;
  /** The Dockerfile, relative to the working directory; for one PATH that is the context. */
  readonly file?: string | undefined;
  /** The build context, relative to the working directory; for one case. */
  readonly context?: string | undefined;
  readonly target?: string | undefined;
  readonly network?: Case['network'] | undefined;
  readonly universe?: CapabilitySet | undefined;
  readonly timeoutSeconds?: number | undefined;
}

/** Deadline of one build unless something else is set. */
export const DEFAULT_TIMEOUT_SECONDS = 600;

/**
 * The cases that these paths mean, in their order; without a path, the working directory's. A Dockerfile that is named twice
 * counts once.
 *
 * @throws HarnessError for whatever cannot be used; nothing has been built by then.
 */
export async function findCases(
  paths: readonly string[],
  overrides: CaseOverrides = {},
  workingDirectory: string = process.cwd(),
): Promise<Case[]> {
  if (overrides.file !== undefined && paths.length > 1) {
    const hint = 'Give the Dockerfiles themselves as paths.';
    throw new HarnessError('OPTIONS_CONFLICT', '--file was given with more than one path', { hint });
  }
  const located: CaseLocation[] = [];
  for (const path of paths.length === 0 ? ['.'] : paths) {
    for (const location of await locateCases(path, { workingDirectory, file: overrides.file })) {
      if (!located.some(({ dockerfile }) => dockerfile === location.dockerfile)) located.push(location);
    }
  }
  if (overrides.context !== undefined && located.length > 1) {
    const hint = 'Give one case, or set "context" in each case.json.';
    throw new HarnessError('OPTIONS_CONFLICT', `--context was given for ${located.length} cases`, { hint });
  }
  const line = { ...overrides, workingDirectory };
  const configured = (await Promise.all(located.map((location) => configuredCases(location, line)))).flat();
  const ids = assignIds(configured);
  overrides.usualConfigurations?.taken?.(
    configured.flatMap(({ configuration, without }, index) => {
      return without === null ? [] : [{ id: ids[index] ?? '', configuration, without }];
    }),
  );
  const settle = (one: ConfiguredCase, index: number): Promise<Case> => readCase(ids[index] ?? '', one, line);
  return Promise.all(configured.map(settle));
}

/** A place of a case and one of its configurations. */
interface ConfiguredCase extends CaseLocation {
  readonly configuration: Configuration;
  /** What the command line and `case.json` alone make of it; null where nothing else is said. */
  readonly without: Configuration | null;
  /** Where the files and secrets of the configuration are. */
  readonly sources: Case['sources'];
  /** What tells it from the others of the same Dockerfile; empty if there are none. */
  readonly suffix: string;
}

async function configuredCases(location: CaseLocation, line: CommandLine): Promise<ConfiguredCase[]> {
  const usual = line.usualConfigurations?.of(location.dockerfile) ?? [];
  const { all, sources } = await configurations(location, line, usual);
  const plain = usual.length === 0 ? [] : (await configurations(location, line, [])).all;
  return all.map((one) => ({
    ...location,
    configuration: one,
    without: plain.find(({ cache }) => cache === one.cache) ?? plain[0] ?? null,
    sources,
    suffix: all.length === 1 ? '' : `${one.cache}-cache`,
  }));
}

/** The configurations of a case, and where the files and secrets are that they name. */
async function configurations(
  { settings, directory, path }: CaseLocation,
  { configuration = {}, workingDirectory }: CommandLine,
  usual: readonly Configuration[],
): Promise<{ readonly all: readonly Configuration[]; readonly sources: Case['sources'] }> {
  const wish = configuration.cache ?? settings.cache;
  const own = wish === undefined ? usual : usual.filter(({ cache }) => cachesOf(wish).includes(cache));
  const { found, sources } = await findSources(
    { settings: configuration, directory: workingDirectory },
    { settings, directory },
    own[0],
  );
  return { all: atPlace(path, () => configurationsOf(configuration, settings, { usual: own, found })), sources };
}

interface CommandLine extends CaseOverrides {
  readonly workingDirectory: string;
}

async function readCase(id: string, location: ConfiguredCase, line: CommandLine): Promise<Case> {
  const { settings, dockerfile, path, configuration, sources, suffix } = location;
  const contextDirectory = await contextOf(location, line);
  const divided = caseArguments(line, settings, join(location.directory, CASE_SETTINGS_FILE));
  const target = line.target ?? settings.target ?? null;
  const file = displayed(dockerfile, line);
  const text = await readable(file, () => readFile(dockerfile, 'utf8'));
  return {
    id,
    title: settings.title === undefined ? id : titleOf(settings.title, suffix),
    path,
    dockerfile,
    file,
    contextDirectory,
    ...divided,
    target,
    network: line.network ?? settings.network ?? 'none',
    configuration,
    sources,
    timeoutSeconds: line.timeoutSeconds ?? settings.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
    universe: line.universe ?? universeOf(location),
    ...parseDockerfile(text, { file, ...divided, target }),
  };
}

function titleOf(title: string, suffix: string): string {
  return suffix === '' ? title : `${title} (${suffix.replace('-', ' ')})`;
}

async function contextOf({ directory, settings }: CaseLocation, line: CommandLine): Promise<string> {
  const context =
    line.context === undefined
      ? resolve(directory, settings.context ?? '.')
      : resolve(line.workingDirectory, line.context);
  const found = await stat(context).catch(() => undefined);
  if (found?.isDirectory()) return context;
  throw new HarnessError('BAD_CONTEXT', `The build context ${displayed(context, line)} is not a directory`);
}

function universeOf({ settings, path }: CaseLocation): CapabilitySet {
  const { universe } = settings;
  if (universe === undefined) return DOCKER_DEFAULTS;
  return atPlace(`${join(path, CASE_SETTINGS_FILE)}: universe`, () => parseUniverse([universe].flat().join(',')));
}
