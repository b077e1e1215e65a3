import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { Answer, Outcome } from '../vocabulary/answer.ts';
import { answerBorders, impliedBy } from './answer-borders.ts';
import type { CaseRecord } from './record.ts';
import { isTakenForFailure } from './trials-of-set.ts';
import { type Plane, setsOfPlane } from './truth-table.ts';
import { outcomeOfLetter, type VerdictLetter } from './truth-table-codec.ts';

/** How the borders of an answer compare with what was seen of every set of a plane. */
export interface TableCheck {
  /** How many sets of the plane were tried. */
  readonly tried: number;
  /** The sets of which the borders imply the opposite of what was seen. */
  readonly wrong: readonly CapabilitySet[];
}

/** Compares what the borders of an answer imply with the entries of a plane. */
export function checkAgainstTable(one: CaseRecord, plane: Plane, answer: Answer): TableCheck {
  const borders = answerBorders(one, answer);
  const wrong = setsOfPlane(plane).filter((set, position) => {
    const outcome = outcomeInTable(one, answer, set, plane.letters[position] ?? '?');
    const implied = impliedBy(borders, set)?.outcome;
    return outcome !== undefined && implied !== undefined && implied !== outcome;
  });
  return { tried: plane.letters.filter((letter) => letter !== '?').length, wrong };
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
