import { formatSet } from '../../harness/capabilities/capability-set.ts';
import { setOfNames } from '../../harness/capabilities/parse-set.ts';
import { HarnessError } from '../../harness/errors.ts';
import type { CaseRecord, RunRecord } from '../../harness/record/record.ts';
import { setsOfPlane, truthTableIn } from '../../harness/record/truth-table.ts';
import type { VerdictLetter } from '../../harness/record/truth-table-codec.ts';
import { isDecidedByOthers } from '../../harness/record/trials-of-set.ts';
import type { VerdictKind } from '../../harness/vocabulary/verdict.ts';

const ENDED: readonly VerdictKind[] = ['faithful', 'degraded', 'failed', 'timeout'];

/**
 * What an exhaustive run showed, as a truth table file keeps it.
 *
 * @throws HarnessError BAD_RECORD for anything but every subset of the universe of one case.
 */
export function truthTableOfRecord({ cases, builder }: RunRecord) {
  const [one, other] = cases;
  if (one === undefined || other !== undefined) throw unusable('It must have one case.');
  const [plane, another] = truthTableIn(one)?.planes ?? [];
  if (plane === undefined || another !== undefined || plane.letters.includes('?')) {
    throw unusable('It must be that of discover --exhaustive, run to its end.');
  }
  if (setsOfPlane(plane).some((set) => isDecidedByOthers(one, set))) {
    throw unusable('Every subset must have been tried: add --over with all capabilities in play.');
  }
  if (formatSet(plane.over) !== one.universe.join()) throw unusable('The table must be over the whole universe.');
  const masks = (...letters: readonly VerdictLetter[]): string[] =>
    setsOfPlane(plane).flatMap((set, position) => {
      const letter = plane.letters[position];
      return letter !== undefined && letters.includes(letter) ? [set.toString(16)] : [];
    });
  return {
    case: one.id,
    builder: `${builder.repository ?? builder.kind} ${builder.version}`,
    universe: one.universe,
    passing: { faithful: masks('F'), exitZero: masks('F', 'D') },
    ...askedIn(one),
  };
}

/**
 * What the kernel was asked about in the first trial of each set that ended and decides more than its own set; nothing where no
 * trial does.
 */
function askedIn({ trials }: CaseRecord): { readonly asked?: Readonly<Record<string, string>> } {
  const asked: Record<string, string> = {};
  for (const trial of trials.all) {
    if (trial.variation !== null || !ENDED.includes(trial.verdict)) continue;
    const set = setOfNames(trial.set).toString(16);
    if (trial.asked !== undefined && trial.asked !== null) asked[set] ??= setOfNames(trial.asked).toString(16);
  }
  return Object.keys(asked).length === 0 ? {} : { asked };
}

function unusable(hint: string): HarnessError {
  return new HarnessError('BAD_RECORD', 'No truth table can be made of this record', { hint });
}
