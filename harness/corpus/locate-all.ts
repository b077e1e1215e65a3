import { basename, dirname } from 'node:path';
import type { HarnessError } from '../errors.ts';
import { type CaseLocation, locateCases } from './case-location.ts';
import type { CommandLine } from './case-overrides.ts';
import { type FoundDockerfile, findDockerfiles } from './repository/find-dockerfiles.ts';

/** The place of a case; with the context that was chosen, or what is wrong with it, where it was found instead of named. */
export interface LocatedCase extends CaseLocation, Partial<Pick<FoundDockerfile, 'contextChoice'>> {
  readonly problem?: HarnessError;
}

/** The places of cases, and what was not looked through, in words. */
export interface LocatedCases {
  readonly located: readonly LocatedCase[];
  readonly notes: readonly string[];
}

/**
 * The places of the cases that paths mean, each Dockerfile once; without a path, those of the working directory.
 *
 * @throws HarnessError for a path at which there is none.
 */
export async function locateAll(paths: readonly string[], line: CommandLine): Promise<LocatedCases> {
  const located = new Map<string, LocatedCase>();
  const notes = new Set<string>();
  for (const path of paths.length === 0 ? ['.'] : paths) {
    const found = line.recursive === true ? await lookedFor(path, line) : await named(path, line);
    for (const one of found.located) if (!located.has(one.dockerfile)) located.set(one.dockerfile, one);
    for (const note of found.notes) notes.add(note);
  }
  return { located: [...located.values()], notes: [...notes] };
}

async function named(path: string, line: CommandLine): Promise<LocatedCases> {
  const { workingDirectory, file } = line;
  return { located: await locateCases(path, { workingDirectory, file }), notes: [] };
}

async function lookedFor(path: string, { workingDirectory }: CommandLine): Promise<LocatedCases> {
  const { found, unusable, notes } = await findDockerfiles(path, workingDirectory);
  const invalid = unusable.map(
    ({ dockerfile, path: shown, problem }): LocatedCase => ({
      path: shown,
      directory: dirname(dockerfile),
      dockerfile,
      isVariant: !/^(?:docker|container)file$/i.test(basename(dockerfile)),
      settings: {},
      problem,
    }),
  );
  const inOrder = [...found, ...invalid].sort((a, b) => (a.dockerfile < b.dockerfile ? -1 : 1));
  return { located: inOrder, notes };
}
