import type { CaseRecord } from '../../record/record.ts';

/** What a case says of one capability, in words; of an answer that is not complete no need is claimed. */
export function cellText(one: CaseRecord, capability: string): string {
  if (one.untestable.includes(capability)) return 'untestable';
  if (!one.universe.includes(capability)) return 'not in universe';
  const { minimalSets, complete } = one.faithful;
  if (minimalSets.length === 0) return 'no answer';
  const holding = minimalSets.filter((set) => set.includes(capability)).length;
  if (!complete) {
    if (one.partial.faithful?.knownNecessary.includes(capability) === true) return 'needed';
    return holding === 0 ? 'undecided' : 'served with it';
  }
  if (holding === 0) return 'not needed';
  if (holding < minimalSets.length) return 'alternative';
  const silent = one.losses.some((loss) => loss.capability === capability && loss.verdict === 'degraded');
  return silent ? 'silently lost without' : 'needed';
}
