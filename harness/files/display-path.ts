import { relative } from 'node:path';

/** A path as a user would type it from here. */
export function displayPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || near === '' ? path : near;
}
