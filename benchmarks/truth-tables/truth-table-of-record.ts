import { formatSet } from '../../harness/capabilities/capability-set.ts';
import { HarnessError } from '../../harness/errors.ts';
import type { RunRecord } from '../../harness/record/record.ts';
import { setsOfPlane, truthTableIn } from '../../harness/record/truth-table.ts';
import type { VerdictLetter } from '../../harness/record/truth-table-codec.ts';

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
  };
}

function unusable(hint: string): HarnessError {
  return new HarnessError('BAD_RECORD', 'No truth table can be made of this record', { hint });
}
