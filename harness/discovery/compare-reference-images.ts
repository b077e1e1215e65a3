import { compareImages } from '../image/compare-images.ts';
import type { ImageFingerprint } from '../image/fingerprint.ts';
import { applyMask, type Mask } from '../image/mask.ts';
import type { EventOf, JournalEntry } from '../journal/event.ts';
import { type FingerprintStore, openFingerprintStore } from '../journal/fingerprint-store.ts';
import { readJournal } from '../journal/journal.ts';
import type { Observation } from '../trial/observation.ts';
import { fingerprintsOf, observationsByCase } from './derive-record.ts';
import { createJudge, referenceFingerprint } from './judge.ts';

/** The image that counts as right in a run, and what of it differs by itself. */
interface ReferenceBuild {
  readonly image: ImageFingerprint;
  readonly mask: Mask;
}

/**
 * What differs between the images that two runs built of their cases with everything granted, by case; a case of which either
 * has no such image is left out.
 *
 * @throws HarnessError BAD_INPUT if a journal or a fingerprint cannot be read.
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
  const entries = await readJournal(directory);
  const observed = observationsByCase(entries);
  const store = openFingerprintStore(directory);
  await store.load(fingerprintsOf([...observed.values()].flat()));
  const builds = new Map<string, ReferenceBuild>();
  for (const plan of plansOf(entries)) {
    const build = referenceBuild(plan, observed.get(plan.case) ?? [], store);
    if (build !== undefined) builds.set(plan.case, build);
  }
  return builds;
}

function referenceBuild(
  { universe }: EventOf<'case-planned'>,
  observations: readonly Observation[],
  store: FingerprintStore,
): ReferenceBuild | undefined {
  const fingerprint = referenceFingerprint(universe, observations);
  if (fingerprint === undefined) return undefined;
  const { mask } = createJudge(store.get)(universe, observations);
  return { image: store.get(fingerprint), mask };
}

function plansOf(entries: readonly JournalEntry[]): EventOf<'case-planned'>[] {
  return entries.flatMap(({ event }) => (event.type === 'case-planned' ? [event] : []));
}
