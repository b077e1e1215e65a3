import type { FreeSpace } from './room-registry.ts';

/** What every trial leaves free of what was free before it. */
const SHARE_LEFT = 0.1;

/** Not less than this, or the engine itself may fail. */
const LEAST_BYTES = 256 * 2 ** 20;
const LEAST_FILES = 1_000;

/** Watches what a trial leaves of the disk of its engine. */
export interface DiskQuota {
  /** Fires when the trial may not go on; the reason is a text. */
  readonly spent: AbortSignal;
  look(space: FreeSpace): void;
}

/**
 * The quota of a trial: it is spent when a tenth is left of the bytes or files that were free as it began. A file system of
 * which no number of files is told has no bound on it.
 */
export function diskQuota(): DiskQuota {
  const spent = new AbortController();
  let before: FreeSpace | undefined;
  return {
    spent: spent.signal,
    look: (space) => {
      before ??= space;
      const short = shortOf(before, space);
      if (short !== undefined) spent.abort(`the trial was stopped: ${short}`);
    },
  };
}

function shortOf(before: FreeSpace, now: FreeSpace): string | undefined {
  if (now.bytes < Math.max(LEAST_BYTES, before.bytes * SHARE_LEFT) && now.bytes < before.bytes) {
    return `of ${mebibytes(before.bytes)} MiB that were free on the disk of the engine it left ${mebibytes(now.bytes)}`;
  }
  if (before.files > 0 && now.files < Math.max(LEAST_FILES, before.files * SHARE_LEFT) && now.files < before.files) {
    return `of ${before.files} files that could still be made on the disk of the engine it left ${now.files}`;
  }
  return undefined;
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
