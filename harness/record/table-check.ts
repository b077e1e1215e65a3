import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { Answer, Outcome } from '../vocabulary/answer.ts';
import { outcomeWithoutTrial } from './answer-cover.ts';
import type { CaseRecord } from './record.ts';
import { isDecidedByOthers, isTakenForFailure } from './trials-of-set.ts';
import { type Plane, setsOfPlane } from './truth-table.ts';
import { outcomeOfLetter, type VerdictLetter } from './truth-table-codec.ts';

/** How the proof of an answer compares with what was seen of every set of a plane. */
export interface TableCheck {
  /** How many sets of the plane were tried. */
  readonly tried: number;
  /** How many others watched trials decide: their entries follow from the proof and test nothing. */
  readonly decidedByOthers: number;
  /** The sets of which the proof says the opposite of what was seen. */
  readonly wrong: readonly CapabilitySet[];
}

/** Compares what an answer says of sets that it did not try with the entries of a plane. */
export function checkAgainstTable(one: CaseRecord, plane: Plane, answer: Answer): TableCheck {
  const byOthers = new Set(
    setsOfPlane(plane).filter((set, position) => plane.letters[position] !== '?' && isDecidedByOthers(one, set)),
  );
  const wrong = setsOfPlane(plane).filter((set, position) => {
    if (byOthers.has(set)) return false;
    const outcome = outcomeInTable(one, answer, set, plane.letters[position] ?? '?');
    const implied = outcomeWithoutTrial(one, answer, set);
    return outcome !== undefined && implied !== undefined && implied !== outcome;
  });
  const known = plane.letters.filter((letter) => letter !== '?').length;
  return { tried: known - byOthers.size, decidedByOthers: byOthers.size, wrong };
}

/** What an entry of a truth table says of its set; undefined where it was not tried, or was only slow. */
export function outcomeInTable(
  one: CaseRecord,
  answer: Answer,
  set: CapabilitySet,
  letter: VerdictLetter,
): Outcome | undefined {
  if (letter === 'T' && !isTakenForFailure(one, answer, set)) return undefined;
  return outcomeOfLetter(letter, answer);
}
