import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS, parseUniverse } from '../capabilities/universe.ts';
import { HarnessError } from '../errors.ts';
import type { Case, InvalidCase } from '../vocabulary/case.ts';
import { type Configuration, DEFAULT_CONFIGURATION } from '../vocabulary/configuration.ts';
import { NO_SOURCES } from '../vocabulary/configuration-sources.ts';
import { assignIds } from './case-id.ts';
import { displayed } from './case-location.ts';
import type { CaseOverrides, CommandLine } from './case-overrides.ts';
import { CASE_SETTINGS_FILE } from './case-settings.ts';
import { caseArguments } from './configuration/build-arguments.ts';
import { cachesOf, configurationsOf } from './configuration/configure.ts';
import { findSources } from './configuration/find-sources.ts';
import { parseDockerfile } from './dockerfile-text/parse-dockerfile.ts';
import { atPlace, readable } from './input-errors.ts';
import { invalidCaseOf, orProblem } from './invalid-case.ts';
import { type LocatedCase, locateAll } from './locate-all.ts';
import type { ContextChoice } from './repository/choose-context.ts';

/** Deadline of one build unless something else is set. */
export const DEFAULT_TIMEOUT_SECONDS = 600;

/** The cases that paths mean. */
export interface FoundCases {
  readonly cases: readonly Case[];
  /** Dockerfiles that were found and cannot be used; always none where every one was to be named. */
  readonly invalid: readonly InvalidCase[];
  /** What was not looked through, in words. */
  readonly notes: readonly string[];
}

/**
 * The cases that these paths mean, in their order; without a path, the working directory's. A Dockerfile that is named twice
 * counts once.
 *
 * @throws HarnessError for whatever cannot be used; nothing has been built by then.
 */
export async function findCases(
  paths: readonly string[],
  overrides: Omit<CaseOverrides, 'recursive'> = {},
  workingDirectory: string = process.cwd(),
): Promise<Case[]> {
  const { cases } = await surveyCases(paths, { ...overrides, recursive: false }, workingDirectory);
  return [...cases];
}

/**
 * The same, or with `recursive` the cases of all Dockerfiles at these paths and below them, sorted by path. Then one that cannot be used is
 * an invalid case.
 *
 * @throws HarnessError for whatever else cannot be used: a path at which nothing is, or options that exclude each other.
 */
export async function surveyCases(
  paths: readonly string[],
  overrides: CaseOverrides = {},
  workingDirectory: string = process.cwd(),
): Promise<FoundCases> {
  const line = { ...overrides, workingDirectory };
  assertFits(paths, overrides);
  if (overrides.recursive === true) await assertLineUsable(line);
  const { located, notes } = await locateAll(paths, line);
  if (overrides.context !== undefined && located.length > 1) {
    const hint = 'Give one case, or set "context" in each case.json.';
    throw new HarnessError('OPTIONS_CONFLICT', `--context was given for ${located.length} cases`, { hint });
  }
  const configured = (await Promise.all(located.map((one) => configuredCases(one, line)))).flat();
  const ids = assignIds(configured);
  const settled = await Promise.all(configured.map((one, index) => settledCase(ids[index] ?? '', one, line)));
  const usable = settled.flatMap((one) => ('case' in one ? [one] : []));
  line.usualConfigurations?.taken?.(
    usable.flatMap(({ case: { id, configuration }, without }) => {
      return without === null ? [] : [{ id, configuration, without }];
    }),
  );
  return {
    cases: usable.map((one) => one.case),
    invalid: settled.flatMap((one) => ('invalid' in one ? [one.invalid] : [])),
    notes,
  };
}

function assertFits(paths: readonly string[], { file, recursive = false }: CaseOverrides): void {
  if (file !== undefined && recursive) {
    const hint = 'Leave --file out: --recursive finds each Dockerfile by its name. Or give the Dockerfile as PATH.';
    throw new HarnessError('OPTIONS_CONFLICT', '--file was given together with --recursive', { hint });
  }
  if (file === undefined || paths.length < 2) return;
  const hint = 'Give the Dockerfiles themselves as paths.';
  throw new HarnessError('OPTIONS_CONFLICT', '--file was given with more than one path', { hint });
}

/** What is wrong with the command line itself is wrong with no Dockerfile. */
async function assertLineUsable(line: CommandLine): Promise<void> {
  const anyCase = { settings: {}, directory: line.workingDirectory, path: '.' };
  await configurations(anyCase, line, []);
  caseArguments(line, {}, CASE_SETTINGS_FILE);
}

/** A place of a case and one of its configurations. */
interface ConfiguredCase extends LocatedCase {
  readonly configuration: Configuration;
  /** What the command line and `case.json` alone make of it; null where nothing else is said. */
  readonly without: Configuration | null;
  /** Where the files and secrets of the configuration are. */
  readonly sources: Case['sources'];
  /** What tells it from the others of the same Dockerfile; empty if there are none. */
  readonly suffix: string;
}

/** The configurations of a case; of one that cannot be used there is one. */
async function configuredCases(located: LocatedCase, line: CommandLine): Promise<ConfiguredCase[]> {
  if (located.problem !== undefined) return [unconfigured(located)];
  const result = await orProblem(line, () => usableConfigurations(located, line));
  return result instanceof HarnessError ? [unconfigured({ ...located, problem: result })] : result;
}

function unconfigured(located: LocatedCase): ConfiguredCase {
  return { ...located, configuration: DEFAULT_CONFIGURATION, without: null, sources: NO_SOURCES, suffix: '' };
}

async function usableConfigurations(location: LocatedCase, line: CommandLine): Promise<ConfiguredCase[]> {
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

/** A case, or why its Dockerfile cannot be used. */
type SettledCase = { readonly case: Case; readonly without: Configuration | null } | { readonly invalid: InvalidCase };

async function settledCase(id: string, one: ConfiguredCase, line: CommandLine): Promise<SettledCase> {
  const read = one.problem ?? (await orProblem(line, () => readCase(id, one, line)));
  if (!(read instanceof HarnessError)) return { case: read, without: one.without };
  return { invalid: invalidCaseOf({ id, file: displayed(one.dockerfile, line) }, read, line.workingDirectory) };
}

/** The configurations of a case, and where the files and secrets are that they name. */
async function configurations(
  { settings, directory, path }: Pick<LocatedCase, 'settings' | 'directory' | 'path'>,
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

async function readCase(id: string, location: ConfiguredCase, line: CommandLine): Promise<Case> {
  const { settings, dockerfile, path, configuration, sources, suffix } = location;
  const context = await contextOf(location, line);
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
    ...context,
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

/** The build context of a case, and what is told of one that the user did not name as a path. */
async function contextOf(
  one: LocatedCase,
  line: CommandLine,
): Promise<Pick<Case, 'contextDirectory' | 'chosenContext'>> {
  const choice = contextChoiceOf(one, line);
  const contextDirectory = choice?.directory ?? resolve(one.directory, one.settings.context ?? '.');
  const directory = displayed(contextDirectory, line);
  const found = await stat(contextDirectory).catch(() => undefined);
  if (!found?.isDirectory()) throw new HarnessError('BAD_CONTEXT', `The build context ${directory} is not a directory`);
  return { contextDirectory, ...(choice !== undefined && { chosenContext: { directory, why: choice.why } }) };
}

/** The command line goes before `case.json`, which goes before what was chosen, and that before what is locked. */
function contextChoiceOf(
  { dockerfile, settings, contextChoice }: LocatedCase,
  { context, workingDirectory, usualConfigurations }: CommandLine,
): ContextChoice | undefined {
  if (context !== undefined) return { directory: resolve(workingDirectory, context), why: '--context names it' };
  if (contextChoice !== undefined || settings.context !== undefined) return contextChoice;
  const locked = usualConfigurations?.contextOf?.(dockerfile);
  return locked === undefined ? undefined : { directory: locked, why: 'the lock file has it' };
}

function universeOf({ settings, path }: LocatedCase): CapabilitySet {
  const { universe } = settings;
  if (universe === undefined) return DOCKER_DEFAULTS;
  return atPlace(`${join(path, CASE_SETTINGS_FILE)}: universe`, () => parseUniverse([universe].flat().join(',')));
}
