import type { Configuration } from '../vocabulary/configuration.ts';

/** What the name of an entry for a cache ends with. */
const CACHE_MARK = /#(?:cold|warm)-cache$/;

/**
 * The name of an entry: the path of the Dockerfile, and for a build with a cache which. A pipeline with a cache now finds its
 * layers and now does not, so that both answers of one Dockerfile hold at the same time, each with an entry of its own.
 */
export function entryName(path: string, { cache }: Pick<Configuration, 'cache'>): string {
  return cache === 'off' ? path : `${path}#${cache}-cache`;
}

/** The path of the Dockerfile that an entry is about. */
export function pathOfEntry(name: string): string {
  return name.replace(CACHE_MARK, '');
}
