import { join } from 'node:path';
import type { ReferenceImage } from '../../comparison/reference-image.ts';
import { HarnessError } from '../../errors.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { readRecord } from '../../runs/read-record.ts';
import { comparedImages } from '../compared-images.ts';
import { type LockOnDisk, lockPath } from './read-lock.ts';

/** What is compared with the runs that were locked. */
export interface LockedImagesQuestion {
  readonly onDisk: LockOnDisk;
  /** The directory of the checked run. */
  readonly directory: string;
  readonly record: RunRecord;
  readonly pathOf: (one: CaseRecord) => string;
  /** Directories that may be those of locked runs. */
  readonly priors: readonly string[];
}

/** A run keeps this name in its directory, and nothing that leads elsewhere. */
const RUN_ID = /^[A-Za-z0-9][\w.-]*$/;

/**
 * How the reference images compare whose digests are not equal, by path in the lock file, for the locked runs that are still at
 * hand: in `results/`, or named as a prior.
 */
export async function lockedImages(question: LockedImagesQuestion): Promise<Map<string, ReferenceImage>> {
  const { onDisk, directory, record, pathOf, priors } = question;
  const { file, lock } = onDisk;
  const suspects = record.cases.filter((one) => {
    const image = lock.cases[pathOf(one)]?.referenceImage;
    return image !== undefined && (image === null || image !== one.referenceImage);
  });
  const paths = new Map(suspects.map((one) => [one.id, pathOf(one)]));
  const proofs = new Set([...paths.values()].flatMap((path) => lock.cases[path]?.proof ?? []));
  const found = new Map<string, ReferenceImage>();
  for (const proof of proofs) {
    const own = RUN_ID.test(proof) ? [join('results', proof)] : [];
    const kept = await keptRun(proof, [...own, ...priors]);
    if (kept === undefined) continue;
    const before = new Map(kept.record.cases.map((one) => [one.id, lockPath(file, one)]));
    for (const [id, image] of await comparedImages(kept.directory, directory)) {
      const path = paths.get(id);
      if (path !== undefined && before.get(id) === path && lock.cases[path]?.proof === proof) found.set(path, image);
    }
  }
  return found;
}

/** The first of these places that holds the run of this name; what is no record there is no mistake. */
async function keptRun(run: string, places: readonly string[]) {
  for (const directory of places) {
    const record = await readRecord(directory).catch((thrown: unknown) => {
      if (thrown instanceof HarnessError) return undefined;
      throw thrown;
    });
    if (record?.run.id === run) return { directory, record };
  }
  return undefined;
}
