import { readdir } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process and an engine hold at one time. */
export interface Holdings {
  /** In use after garbage collection. */
  readonly heapBytes: number;
  readonly residentBytes: number;
  /** Open file descriptors of this process. */
  readonly descriptors: number;
  /** Containers, networks and volumes on the engine. */
  readonly objects: number;
}

/** By how much each may be larger at the end than at the beginning: a share of what it was, and so much besides. */
const ALLOWED: Readonly<Record<keyof Holdings, { readonly share: number; readonly amount: number }>> = {
  heapBytes: { share: 0.05, amount: 2 * 2 ** 20 },
  residentBytes: { share: 0.1, amount: 16 * 2 ** 20 },
  descriptors: { share: 0, amount: 1 },
  objects: { share: 0, amount: 0 },
};

/** What the process holds now, after garbage collection; `objects` are counted by whoever knows the engine. */
export async function holdings(objects: number): Promise<Holdings> {
  collectGarbage();
  // What is closed in the meantime is let go of.
  await new Promise((resolve) => setTimeout(resolve, 50));
  collectGarbage();
  const { heapUsed: heapBytes, rss: residentBytes } = process.memoryUsage();
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  return { heapBytes, residentBytes, descriptors: descriptors.length, objects };
}

/**
 * What has grown, in words: the median of the last quarter is held against that of the second. The first quarter is the warm-up,
 * in which code is compiled and caches are filled.
 */
export function growthOf(samples: readonly Holdings[]): string[] {
  const quarter = Math.ceil(samples.length / 4);
  const [early, late] = [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)];
  return (Object.keys(ALLOWED) as (keyof Holdings)[]).flatMap((name) => {
    const [before, after] = [median(early.map((one) => one[name])), median(late.map((one) => one[name]))];
    const { share, amount } = ALLOWED[name];
    return after <= before * (1 + share) + amount ? [] : [`${name} grew from ${before} to ${after}`];
  });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

function collectGarbage(): void {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
}
