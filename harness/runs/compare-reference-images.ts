import { compareImages } from '../image/compare/compare-images.ts';
import { applyMask, type Mask } from '../image/compare/mask.ts';
import type { ImageFingerprint } from '../image/fingerprint/fingerprint.ts';
import { observationsByCase, preparedCases } from '../proof/derive-record.ts';
import { createJudge, referenceFingerprint } from '../proof/judge.ts';
import { readRun } from './kept-run.ts';

/** The image that counts as right in a run, and what of it differs by itself. */
interface ReferenceBuild {
  readonly image: ImageFingerprint;
  readonly mask: Mask;
}

/**
 * What differs between the images that two runs built of their cases with everything granted, by case; a case of which either
 * has no such image is left out.
 *
 * @throws HarnessError if a journal or a fingerprint cannot be read.
 */
export async function compareReferenceImages(before: string, after: string): Promise<Map<string, string[]>> {
  const [old, now] = [await referenceBuilds(before), await referenceBuilds(after)];
  const found = new Map<string, string[]>();
  for (const [id, one] of old) {
    const other = now.get(id);
    if (other === undefined) continue;
    const masks = { entries: [...one.mask.entries, ...other.mask.entries] };
    found.set(
      id,
      applyMask(compareImages(one.image, other.image), masks).map(({ text }) => text),
    );
  }
  return found;
}

async function referenceBuilds(directory: string): Promise<Map<string, ReferenceBuild>> {
  const { entries, fingerprintOf } = await readRun(directory);
  const observed = observationsByCase(entries);
  const builds = new Map<string, ReferenceBuild>();
  for (const { case: id, universe } of preparedCases(entries)) {
    const observations = observed.get(id) ?? [];
    const fingerprint = referenceFingerprint(universe, observations);
    if (fingerprint === undefined) continue;
    const { mask } = createJudge(fingerprintOf)(universe, observations);
    builds.set(id, { image: fingerprintOf(fingerprint), mask });
  }
  return builds;
}
