import type { DeclaredContext } from '../model/declared-build.ts';
import type { Mount } from '../model/executor-step.ts';

/** Schemes of places that the executor downloads a tar from (pkg/buildcontext/buildcontext.go). */
const BUCKETS = /^(?:gs|s3):\/\/|^https:\/\//;

/** Where a context that is not named has to be: the executor's default (`--context`, default `/workspace/`). */
export const DEFAULT_CONTEXT = '/workspace/';

/** What `--context`, and the `--context-sub-path` below it, mean to the executor. */
export function readContext(
  text: string,
  {
    subPath,
    workingDirectory,
    mounts,
  }: { readonly subPath: string; readonly workingDirectory: string; readonly mounts: readonly Mount[] },
): DeclaredContext {
  if (text.startsWith('git://')) return { kind: 'git', location: text };
  if (BUCKETS.test(text)) return { kind: /^https:.*\.git(?:#.*)?$/.test(text) ? 'git' : 'bucket', location: text };
  if (text.startsWith('tar://')) return { kind: 'tar', location: text.slice('tar://'.length) };
  const directory = text.startsWith('dir://') ? text.slice('dir://'.length) : text;
  return directoryContext(absolutePath(subPath, absolutePath(directory, workingDirectory)), mounts);
}

/** The context that is this directory of the executor's container. */
export function directoryContext(path: string, mounts: readonly Mount[]): DeclaredContext {
  const mount = mountOf(path, mounts);
  return { kind: 'directory', path, mount, within: mount === null ? '' : below(path, absolutePath(mount.path, '/')) };
}

/** The mount that a path lies in: the innermost one. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | null {
  const holding = mounts.filter((one) => isWithin(path, absolutePath(one.path, '/')));
  const [innermost = null] = holding.toSorted((a, b) => b.path.length - a.path.length);
  return innermost;
}

/** A path without `.`, `..` and doubled slashes, from this directory where it is relative. */
export function absolutePath(path: string, directory: string): string {
  const parts: string[] = [];
  for (const part of `${path.startsWith('/') ? '' : `${directory}/`}${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The path below a directory that holds it; empty for the directory itself. */
export function below(path: string, directory: string): string {
  return path === directory ? '' : path.slice(directory === '/' ? 1 : directory.length + 1);
}

function isWithin(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}
