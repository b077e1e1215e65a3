import { HarnessError, messageOf } from '../../errors.ts';
import { countOf, numberText } from '../../text/plain-text.ts';

const MIB = 2 ** 20;

/**
 * The most of an image that is read. A build chooses what its image holds, so without bounds it could take any amount of memory
 * and time from whoever reads it. No image that an engine can run, or that people build, comes near them: docs/images.md says why.
 */
export const IMAGE_BOUNDS = {
  /** Layers of the base among them. The kernel's overlay file system stacks 500 (OVL_MAX_STACK). */
  layers: { most: 1_000, unit: 'layer' },
  /** Entries of all layers that the build added. A Debian image with a large Node.js project has 100,000 to 200,000. */
  entries: { most: 500_000, unit: 'entry' },
  /** Names, targets of links and extended attributes of these entries together: 134 bytes for each of the most entries. */
  names: { most: 64 * MIB, unit: 'byte' },
  /** What the layers that the build added hold when they are decompressed. */
  content: { most: 65_536 * MIB, unit: 'byte' },
  /** One name or target of a link. Linux opens no longer path than 4,096 bytes. */
  path: { most: 8_192, unit: 'byte' },
  /** One extended header of an entry. Go's archive/tar, which engines and Kaniko use, reads no more. */
  extension: { most: MIB, unit: 'byte' },
  /** Extended headers before one entry. An entry can have use for three. */
  extensions: { most: 16, unit: 'extended header' },
  /** A manifest or a configuration. The registry of the distribution project takes manifests of 4 MiB. */
  document: { most: 8 * MIB, unit: 'byte' },
  /** How deep the JSON of a manifest or a configuration is nested. The image specification comes to 6. */
  depth: { most: 64, unit: 'level' },
} as const;

/** One of `IMAGE_BOUNDS`. */
export type ImageBound = keyof typeof IMAGE_BOUNDS;

/** What is thrown when a bound is met; `found` says what was found, as in `it has 1,200 layers`. */
export function beyondBounds(found: string, bound: ImageBound): HarnessError {
  return new HarnessError('IMAGE_BEYOND_BOUNDS', `${found}; at most ${boundText(bound)} are read`);
}

/** What is thrown when a part of an image cannot be read: for a bound that was met the same code, else IMAGE_UNREADABLE. */
export function unreadableImage(what: string, thrown: unknown, hint?: string): HarnessError {
  const code = isBeyondBounds(thrown) ? 'IMAGE_BEYOND_BOUNDS' : 'IMAGE_UNREADABLE';
  return new HarnessError(code, `${what}: ${messageOf(thrown)}`, {
    ...(hint === undefined ? {} : { hint }),
    cause: thrown,
  });
}

/** Whether an image could not be read because it meets a bound: then it cannot be read the next time either. */
export function isBeyondBounds(thrown: unknown): boolean {
  return thrown instanceof HarnessError && thrown.code === 'IMAGE_BEYOND_BOUNDS';
}

function boundText(bound: ImageBound): string {
  const { most, unit } = IMAGE_BOUNDS[bound];
  if (unit === 'entry') return `${numberText(most)} entries`;
  if (unit !== 'byte' || most < MIB) return countOf(most, unit);
  return most < 1_024 * MIB ? `${numberText(most / MIB)} MiB` : `${numberText(most / MIB / 1_024)} GiB`;
}
