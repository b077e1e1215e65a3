import { moreHurts } from './answer-borders.ts';
import type { CaseRecord, Loss } from './record.ts';

/** What a record says of how much a case needs one capability for the same image. */
export type CapabilityNeed =
  /** Every set that serves holds it. */
  | 'needed'
  /** Some sets that serve hold it, others do without. */
  | 'alternative'
  /** Each set that is known to serve holds it, but nothing proves that a set must. */
  | 'not-proven'
  /** No minimal set holds it. */
  | 'not-needed'
  /** No set that is known to serve holds it, but not all of them are known. */
  | 'not-known'
  /** It was never granted: it is not in the universe. */
  | 'never-granted'
  /** No set is known to serve. */
  | 'no-answer';

/** How much a case needs a capability. */
export function needOf(one: CaseRecord, capability: string): CapabilityNeed {
  const { faithful, universe, partial } = one;
  const { minimalSets, complete } = faithful;
  if (minimalSets.length === 0) return 'no-answer';
  if (!universe.includes(capability)) return 'never-granted';
  const holding = minimalSets.filter((set) => set.includes(capability));
  if (holding.length === 0) return complete ? 'not-needed' : 'not-known';
  if (holding.length < minimalSets.length) return 'alternative';
  // Where more capabilities hurt, a set that was not tried may serve without.
  const isProven = !moreHurts(one, 'faithful') && partial.faithful?.knownNecessary.includes(capability);
  // What served once without it is no proof that a set must hold it, whatever became of that later.
  const servedWithout = one.trials.all.some(
    ({ set, verdict, variation }) => variation === null && verdict === 'faithful' && !set.includes(capability),
  );
  return complete || (isProven && !servedWithout) ? 'needed' : 'not-proven';
}

/** Losses that go unnoticed: without the capability the build reports success and its image is another one. */
export function silentLosses({ losses }: Pick<CaseRecord, 'losses'>): Loss[] {
  return losses.filter(({ verdict }) => verdict === 'degraded');
}
