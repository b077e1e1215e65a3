import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { repositoryOf } from '../../corpus/repository/walk-repository.ts';
import { displayPath } from '../../files/display-path.ts';
import { absolutePath, below, mountOf } from '../../manifest/executor/executor-context.ts';
import type { DeclaredBuild, UserQuestion } from '../../manifest/model/declared-build.ts';
import type { Mount } from '../../manifest/model/executor-step.ts';
import { assumed, givenBy, type Origin, type Stated } from '../../manifest/model/stated.ts';
import type { GivenAnswers } from '../../manifest/model/system.ts';
import { isWithin } from './within.ts';

/** Where this machine has what a build is made of. */
export interface LocatedBuild {
  /** Absolute. */
  readonly context: Stated<string>;
  /** Absolute. */
  readonly dockerfile: Stated<string>;
}

/** Where a build is, or what the user has to say first. */
export type Location = { readonly located: LocatedBuild } | { readonly missing: UserQuestion };

/**
 * Finds the files of a build on this machine. What a pipeline mounts is taken for the repository that the manifest is in, unless
 * the manifest says which directory it mounts, or the command line says where the context is. What is outside of the repository is
 * asked for: a manifest may be a stranger's, and a build may tell what it finds.
 */
export async function locateBuild(build: DeclaredBuild, given: GivenAnswers): Promise<Location> {
  const root = await repositoryOf(dirname(resolve(build.place.file)));
  const context = contextOf(build, given, root);
  if (!(await isDirectory(context.value))) return { missing: noContext(build, context) };
  if (context.from.kind !== 'given' && !(await isWithin(context.value, [root]))) {
    return { missing: contextOutside(build, context.value, root) };
  }
  const dockerfile = await dockerfileOf(build, given, { root, context: context.value });
  if (dockerfile === undefined) return { missing: noDockerfile(build, context.value) };
  return dockerfile.from.kind === 'given' || (await isWithin(dockerfile.value, [root, context.value]))
    ? { located: { context, dockerfile } }
    : { missing: dockerfileOutside(build, dockerfile.value, root) };
}

function contextOutside({ context, place }: DeclaredBuild, path: string, root: string): UserQuestion {
  const because = `${displayPath(path)}, which stands for the context ${contextText(context.value)}, is outside of the repository ${displayPath(root)}.`;
  return { name: 'context', answer: '--context DIR', because, place: placeOf(context.from) ?? place };
}

function dockerfileOutside({ dockerfile, place }: DeclaredBuild, path: string, root: string): UserQuestion {
  const because = `The Dockerfile ${displayPath(path)} is outside of the repository ${displayPath(root)}.`;
  return { name: 'dockerfile', answer: '--dockerfile FILE', because, place: placeOf(dockerfile.from) ?? place };
}

function contextOf({ context, place }: DeclaredBuild, given: GivenAnswers, root: string): Stated<string> {
  if (given.context !== undefined) return givenBy(resolve(given.context), '--context');
  const { value } = context;
  if (value.kind !== 'directory') return assumed(root, 'the repository that the manifest is in');
  if (value.mount === null) {
    // Nothing that the manifest mounts holds it: a checkout that something else puts there.
    const because = `the repository that the manifest is in is taken for ${value.path}`;
    return assumed(root, because);
  }
  return localOf(value.within, value.mount, { root, manifest: place.file });
}

interface Around {
  readonly root: string;
  /** As the user named it. */
  readonly manifest: string;
}

/** Where a path below a mount is on this machine. */
function localOf(within: string, { path, source, sourceBase }: Mount, { root, manifest }: Around): Stated<string> {
  if (source === null) {
    return assumed(join(root, within), `the repository that the manifest is in is taken for ${path}`);
  }
  const directory = sourceBase === 'repository' ? root : dirname(resolve(manifest));
  const base = isAbsolute(source.value) ? source.value : resolve(directory, source.value);
  return { value: join(base, within), from: source.from };
}

/**
 * The Dockerfile as the executor finds it: by its path as it stands, else below the context
 * (cmd/executor/cmd/root.go, resolveDockerfilePath).
 */
async function dockerfileOf(
  build: DeclaredBuild,
  given: GivenAnswers,
  { root, context }: { readonly root: string; readonly context: string },
): Promise<Stated<string> | undefined> {
  if (given.dockerfile !== undefined) {
    const path = resolve(given.dockerfile);
    return (await isFile(path)) ? givenBy(path, '--dockerfile') : undefined;
  }
  const { value, from } = build.dockerfile;
  const candidates = [inContainer(value, build, { root, context }), join(context, value)];
  for (const candidate of candidates) {
    if (candidate !== undefined && (await isFile(candidate))) return { value: candidate, from };
  }
  return undefined;
}

/** Where a path of the executor's container is on this machine; undefined where nothing of this machine is there. */
function inContainer(
  path: string,
  { context, workingDirectory, place }: DeclaredBuild,
  { root, context: local }: { readonly root: string; readonly context: string },
): string | undefined {
  const absolute = absolutePath(path, workingDirectory.value);
  if (context.value.kind !== 'directory') return undefined;
  if (absolute === context.value.path || absolute.startsWith(`${context.value.path}/`)) {
    return join(local, below(absolute, context.value.path));
  }
  const mount = mountOf(absolute, context.value.mount === null ? [] : [context.value.mount]);
  if (mount === null) return undefined;
  return localOf(below(absolute, absolutePath(mount.path, '/')), mount, { root, manifest: place.file }).value;
}

function noContext({ context, place }: DeclaredBuild, { value, from }: Stated<string>): UserQuestion {
  const because =
    from.kind === 'given'
      ? `${displayPath(value)} is not a directory.`
      : `There is no directory ${displayPath(value)}, which stands for the context ${contextText(context.value)}.`;
  return { name: 'context', answer: '--context DIR', because, place: placeOf(context.from) ?? place };
}

function noDockerfile({ dockerfile, place }: DeclaredBuild, context: string): UserQuestion {
  const because =
    dockerfile.from.kind === 'given'
      ? `${dockerfile.value} is not a file.`
      : `There is no Dockerfile ${dockerfile.value} in ${displayPath(context)}, which stands for the context.`;
  return { name: 'dockerfile', answer: '--dockerfile FILE', because, place: placeOf(dockerfile.from) ?? place };
}

function contextText(context: DeclaredBuild['context']['value']): string {
  switch (context.kind) {
    case 'directory':
      return context.path;
    case 'not-known':
      return JSON.stringify(context.written);
    default:
      return context.location;
  }
}

function placeOf(from: Origin): UserQuestion['place'] | undefined {
  return from.kind === 'written' ? from.place : undefined;
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
