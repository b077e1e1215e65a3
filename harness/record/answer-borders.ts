import { type CapabilitySet, isSubset, sizeOf } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import type { Answer, Outcome } from '../vocabulary/answer.ts';
import type { CaseRecord } from './record.ts';

/** The sets that decide all others of an answer, if more capabilities never hurt. */
export interface AnswerBorders {
  /** The smallest sets known to serve; of an answer that is not complete not all need be minimal. */
  readonly minimal: readonly CapabilitySet[];
  /** The largest sets known to fail. */
  readonly failing: readonly CapabilitySet[];
}

/** They are asked for with every set. */
const known = new WeakMap<CaseRecord['faithful'], AnswerBorders>();

/** Reads the borders of an answer. */
export function answerBorders(one: CaseRecord, answer: Answer): AnswerBorders {
  const record = one[answer];
  const borders = known.get(record) ?? {
    minimal: record.minimalSets.map(setOfNames),
    failing: record.maximalFailingSets.map(setOfNames),
  };
  known.set(record, borders);
  return borders;
}

/** Whether trials showed, for this answer, that more capabilities hurt: then no set decides another. */
export function moreHurts({ violations }: CaseRecord, answer: Answer): boolean {
  return violations.some((violation) => violation.answer === answer);
}

/** What the borders alone imply of a set, whatever was seen of it, and the border set that does. */
export interface Implied {
  readonly outcome: Outcome;
  readonly by: CapabilitySet;
}

/** Reads from the borders what a set would do if more capabilities never hurt; undefined where they do not decide it. */
export function impliedBy({ minimal, failing }: AnswerBorders, set: CapabilitySet): Implied | undefined {
  const smaller = minimal.find((border) => isSubset(border, set));
  if (smaller !== undefined) return { outcome: 'pass', by: smaller };
  // The largest of them tells best what the set lacks.
  const larger = failing
    .filter((border) => isSubset(set, border))
    .toSorted((a, b) => sizeOf(b) - sizeOf(a))
    .at(0);
  return larger === undefined ? undefined : { outcome: 'fail', by: larger };
}
