import { type CapabilitySet, difference, EMPTY_SET, namesOf } from '../../capabilities/capability-set.ts';
import { answerBorders } from '../../record/answer-borders.ts';
import type { CaseRecord } from '../../record/record.ts';
import { type Basis, type Doubt, findingInUniverse } from '../../record/set-finding.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { becauseText } from '../blocks/answer/set-finding-text.ts';
import { hurtText } from '../blocks/basis/exception-text.ts';

/** How a case is known to be served by a set. */
export interface Serving {
  readonly kind: 'serves';
  readonly one: CaseRecord;
  /** What shows it. */
  readonly basis: Basis;
  /** What weakens it; null where nothing does. */
  readonly doubt: Doubt | null;
  /** What the set has outside of the case's universe, so that no trial of the case was granted it. */
  readonly beyond: CapabilitySet;
}

/** Why a set cannot be said to serve a case. */
export interface NotServed {
  readonly kind: 'breaks' | 'not-known';
  readonly one: CaseRecord;
  /** The reason, in words. */
  readonly because: string;
}

/**
 * Tells whether a set serves a case. What other cases need may lie outside of the universe of this one: there the part
 * inside decides, and what is beyond is told.
 */
export function servingOf(one: CaseRecord, answer: Answer, set: CapabilitySet): Serving | NotServed {
  const { finding, inside, outside } = findingInUniverse(one, answer, set);
  if (finding.kind === 'serves') return { ...finding, kind: 'serves', one, beyond: outside };
  return {
    kind: finding.kind === 'fails' ? 'breaks' : 'not-known',
    one,
    because: [
      ...lackingText(one, answer, set),
      ...hurtLines(one, answer, inside),
      becauseText(one, inside, finding),
    ].join('; '),
  };
}

/** What would have to be added for the case, of the first of its minimal sets. */
function lackingText(one: CaseRecord, answer: Answer, set: CapabilitySet): string[] {
  const [minimal] = answerBorders(one, answer).minimal;
  const lacking = minimal === undefined ? EMPTY_SET : difference(minimal, set);
  return lacking === EMPTY_SET ? [] : [`it lacks ${namesOf(lacking).join(' ')}`];
}

function hurtLines(one: CaseRecord, answer: Answer, set: CapabilitySet): string[] {
  const hurt = hurtText(one, answer, set);
  return hurt === undefined ? [] : [hurt];
}
