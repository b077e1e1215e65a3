import { CAPABILITIES } from '../../capabilities/capability.ts';
import { formatMask } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { durationText, safeText, shorten } from '../plain-text.ts';

/** What the script of the page shows on demand: too much for elements of its own in a record with many trials. */
export interface TrialData {
  /** By the number of the capability in the kernel. */
  readonly names: readonly string[];
  /** Each text once. */
  readonly texts: readonly string[];
  /** For each case its trials: id, mask of the set, CapBnd; then, as positions in `texts`, verdict, purpose, duration, what it showed. */
  readonly cases: readonly (readonly TrialRow[])[];
}

type TrialRow = readonly [string, string, string, ...number[]];

/** The longest text of a trial; the record has the rest. */
const LONGEST = 300;

/** The trials of all cases, packed. */
export function trialData(cases: readonly CaseRecord[]): TrialData {
  const positions = new Map<string, number>();
  const positionOf = (text: string): number => {
    const told = shorten(safeText(text), LONGEST);
    const known = positions.get(told) ?? positions.size;
    positions.set(told, known);
    return known;
  };
  const rows = cases.map(({ trials }) =>
    trials.all.map(({ id, set, capBnd, verdict, purpose, durationMs, shown }): TrialRow => {
      const mask = formatMask(setOfNames(set));
      return [
        safeText(id),
        mask.replace(/^0+(?=.)/, ''),
        // Said only where it is not what the set stands for.
        capBnd === mask ? '' : safeText(capBnd ?? 'not read'),
        ...[verdict, purpose ?? '', durationText(durationMs), ...shown].map(positionOf),
      ];
    }),
  );
  return { names: CAPABILITIES, texts: [...positions.keys()], cases: rows };
}
