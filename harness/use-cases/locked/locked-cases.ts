import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { CheckContext, GoneCase } from '../../check/check-record.ts';
import type { UsualConfigurations, UsuallyConfigured } from '../../corpus/case-overrides.ts';
import { displayPath } from '../../files/display-path.ts';
import { unusualWords } from '../../record/configuration-words.ts';
import { safeText } from '../../text/plain-text.ts';
import { DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';
import type { RunPlan } from '../../vocabulary/run-plan.ts';
import { type LockOnDisk, lockedDockerfile, lockPath } from './read-lock.ts';

/** What a command about a lock file is asked for. */
export interface LockedTargets {
  /** What there is to run of it, relative to the working directory; empty for nothing, or for the working directory. */
  readonly paths: readonly string[];
  /** Whether nothing is left to run. */
  readonly isNothing: boolean;
  /** Locked cases that were asked for, and whose Dockerfile is no more. */
  readonly gone: readonly GoneCase[];
}

/**
 * What the paths mean; without one, the Dockerfiles that the lock file names, or where it names none, or with `recursive`, those of the working
 * directory. What was asked for and is locked, but no more on disk, is told apart instead of being a mistake.
 */
export async function lockedTargets(
  onDisk: LockOnDisk,
  { paths, recursive }: { readonly paths: readonly string[]; readonly recursive: boolean },
): Promise<LockedTargets> {
  const gone = await goneCases(onDisk, paths);
  if (paths.length === 0 && recursive) return { paths: ['.'], isNothing: false, gone };
  const named = paths.length > 0 ? paths : [...new Set(lockedFiles(onDisk).map((one) => one.file))];
  const left: string[] = [];
  for (const path of named) {
    const isGone = gone.some((one) => isWithin(one.file, path)) && !(await exists(path));
    if (!isGone) left.push(path);
  }
  return { paths: left, isNothing: left.length === 0 && gone.length > 0, gone };
}

/** Where the lock file keeps each case of a run, or would keep it. */
export function lockedPathOf(
  { file }: LockOnDisk,
  { cases, invalid }: Pick<RunPlan['question'], 'cases' | 'invalid'>,
): CheckContext['pathOf'] {
  const unusable = invalid.map((one) => ({ id: one.id, dockerfile: one.file, configuration: DEFAULT_CONFIGURATION }));
  const kept = new Map([...cases, ...unusable].map((one) => [one.id, lockPath(file, one)]));
  return ({ id }) => kept.get(id) ?? id;
}

/**
 * The configurations of a lock file, so that nobody has to say again what was said when the cases were locked: one for each cache,
 * none for a Dockerfile that is not locked. `warn` hears of what is configured by the lock file alone.
 */
export function lockedConfigurations(
  { file, lock }: LockOnDisk,
  warn: (text: string) => void,
): Required<UsualConfigurations> {
  const locked = Object.entries(lock.cases).map(([name, { configuration, context }]) => ({
    dockerfile: lockedDockerfile(file, name),
    configuration,
    context,
  }));
  return {
    of: (dockerfile) =>
      locked.filter((one) => one.dockerfile === resolve(dockerfile)).map(({ configuration }) => configuration),
    contextOf: (dockerfile) => {
      const context = locked.find((one) => one.dockerfile === resolve(dockerfile))?.context;
      return context === undefined ? undefined : resolve(dirname(dockerfile), context);
    },
    taken: (cases) => {
      for (const text of takenTexts(cases, displayPath(file))) warn(text);
    },
  };
}

/** How many cases a line names before it counts the rest. */
const CASES_NAMED = 8;

/** What is not as by default because of the lock file alone, a line for all cases of which the same is to be said. */
function takenTexts(cases: readonly UsuallyConfigured[], lockFile: string): string[] {
  const groups = new Map<string, string[]>();
  for (const { id, configuration, without } of cases) {
    const said = unusualWords(without);
    const words = unusualWords(configuration).filter((each) => !said.includes(each));
    if (words.length > 0) groups.set(words.join('; '), [...(groups.get(words.join('; ')) ?? []), id]);
  }
  return [...groups].map(([words, ids]) => {
    const more = ids.length > CASES_NAMED ? ` and ${ids.length - CASES_NAMED} more` : '';
    const names = `${safeText(ids.slice(0, CASES_NAMED).join(', '))}${more}`;
    return `${names}: configured as in ${lockFile}: ${words}; --no-locked-configuration leaves that out`;
  });
}

/** Locked cases at these paths, or of the whole lock file without one, whose Dockerfile is no more. */
export async function goneCases(onDisk: LockOnDisk, paths: readonly string[]): Promise<GoneCase[]> {
  const gone: GoneCase[] = [];
  for (const one of lockedFiles(onDisk)) {
    if (isAskedFor(one.file, paths) && !(await exists(one.file))) gone.push(one);
  }
  return gone;
}

/** Whether a Dockerfile is meant by the paths of a command; without any, each is. */
export function isAskedFor(dockerfile: string, paths: readonly string[]): boolean {
  return paths.length === 0 || paths.some((path) => isWithin(dockerfile, path));
}

/** Whether a file is what a path names, or lies in that directory. */
function isWithin(file: string, path: string): boolean {
  const way = relative(resolve(path), resolve(file));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Every Dockerfile that the lock file names, relative to the working directory. */
function lockedFiles({ file, lock }: LockOnDisk): GoneCase[] {
  return Object.keys(lock.cases).map((path) => ({
    path,
    file: relative(process.cwd(), lockedDockerfile(file, path)),
  }));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
