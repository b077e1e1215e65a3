import type { ImageConfiguration } from './read-image.ts';

/** What builders make up or inherit from whoever built the base image, and no container ever sees. */
const RANDOM_KEYS: ReadonlySet<string> = new Set(['Hostname', 'Domainname', 'Image', 'MacAddress']);

/**
 * What is compared of an image's configuration: its runtime settings and its platform. Times, history and the
 * description of the container that built it are no part of it, nor are keys without a value, which some builders write.
 */
export function comparedConfiguration(configuration: ImageConfiguration): Record<string, unknown> {
  const settings = Object.entries(configuration.config ?? {});
  const { architecture, os, variant } = configuration;
  return Object.fromEntries(
    [...settings, ...Object.entries({ architecture, os, variant })]
      .filter(([key, value]) => !RANDOM_KEYS.has(key) && !isEmpty(value))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
