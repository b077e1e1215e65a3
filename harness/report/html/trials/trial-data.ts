import { CAPABILITIES } from '../../../capabilities/capability.ts';
import { EMPTY_SET, formatMask } from '../../../capabilities/capability-set.ts';
import type { RecordedTrial } from '../../../record/trials-of-set.ts';
import { durationText, safeText, shorten } from '../../../text/plain-text.ts';
import { VARIATIONS } from '../../../variations/catalogue.ts';
import type { CaseView } from '../case-view.ts';
import type { PackedTrial } from './packed-trials.ts';

/** The longest text of a trial; the record has the rest. */
const LONGEST = 300;

/**
 * All trials of these cases as the JSON of `PackedTrials`, for the script to show on demand: elements of their own would be too
 * much in a record with many trials.
 */
export function trialData(views: readonly CaseView[]): string {
  const positions = new Map<string, number>();
  const positionOf = (text: string): number => {
    const known = positions.get(text);
    if (known !== undefined) return known;
    positions.set(text, positions.size);
    return positions.size - 1;
  };
  // Case by case, as the rows of all of them together would take the memory.
  const cases = views.map(({ one, sets }) =>
    JSON.stringify(
      one.trials.all.map((trial, index) => trialRow(trial, formatMask(sets[index] ?? EMPTY_SET), positionOf)),
    ),
  );
  const texts = [...positions.keys()].map((text) => shorten(safeText(text), LONGEST));
  return `{"names":${JSON.stringify(CAPABILITIES)},"texts":${JSON.stringify(texts)},"cases":[${cases.join(',')}]}`;
}

function trialRow(trial: RecordedTrial, mask: string, positionOf: (text: string) => number): PackedTrial {
  const { id, capBnd, verdict, durationMs, shown } = trial;
  return [
    safeText(id),
    mask.replace(/^0+(?=.)/, ''),
    // Said only where it is not what the set stands for.
    capBnd === mask ? '' : safeText(capBnd ?? 'not read'),
    ...[verdict, purposeText(trial), durationText(durationMs), ...shown].map(positionOf),
  ];
}

/** A trial under a variation says nothing of the same set without. */
function purposeText({ purpose, variation }: RecordedTrial): string {
  return variation === null ? purpose : `${purpose}, with ${VARIATIONS[variation].words}`;
}
