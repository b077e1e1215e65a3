import { stat } from 'node:fs/promises';
import type { ComparedImages } from '../comparison/compare-records.ts';
import { HarnessError } from '../errors.ts';
import { holdsRun } from '../journal/journal.ts';
import { compareReferenceImages } from '../runs/compare-reference-images.ts';

/**
 * How the reference images of two runs compare, by case; nothing where a path is no directory of a run, or where fingerprints
 * are missing: the digests in the records tell then.
 */
export async function comparedImages(before: string, after: string): Promise<ComparedImages> {
  if (!(await isRun(before)) || !(await isRun(after))) return new Map();
  try {
    const found = await compareReferenceImages(before, after);
    return new Map(
      [...found].map(([id, differences]) => [
        id,
        differences.length === 0 ? { kind: 'same' } : { kind: 'differs', differences },
      ]),
    );
  } catch (thrown) {
    if (thrown instanceof HarnessError) return new Map();
    throw thrown;
  }
}

async function isRun(path: string): Promise<boolean> {
  return ((await stat(path).catch(() => undefined))?.isDirectory() ?? false) && (await holdsRun(path));
}
