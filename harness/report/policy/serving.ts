import { type CapabilitySet, difference, EMPTY_SET, intersection, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { type Standing, standingOf } from '../../record/set-finding.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { becauseText } from '../blocks/set-finding-text.ts';

/** How a case is known to be served by a set. */
export interface Serving {
  readonly kind: 'serves';
  readonly one: CaseRecord;
  /** The set that was tried: the set itself, or one within it. */
  readonly by: CapabilitySet;
  /** The trials of that set which show it; none where only a truth table has it. */
  readonly trials: readonly string[];
  /** What the set has outside of the case's universe, so that no trial of the case was granted it. */
  readonly beyond: CapabilitySet;
}

/** Why a set cannot be said to serve a case. */
export interface Obstacle {
  readonly kind: 'breaks' | 'undecided';
  readonly one: CaseRecord;
  /** The reason, in words. */
  readonly because: string;
}

/**
 * Tells whether a set serves a case. What other cases need may lie outside of the universe of this one: there the part
 * inside decides, and what is beyond is told.
 */
export function servingOf(one: CaseRecord, answer: Answer, set: CapabilitySet): Serving | Obstacle {
  const standing = standingInside(one, answer, set);
  // The same image is more than exit code 0.
  for (const { kind, ...decided } of [standing, standingInside(one, 'faithful', set)]) {
    if (kind !== 'serves' || !('by' in decided)) continue;
    const beyond = decided.by === set ? EMPTY_SET : difference(set, setOfNames(one.universe));
    return { kind, one, ...decided, beyond };
  }
  const because = becauseText(one, intersection(set, setOfNames(one.universe)), standing);
  return {
    kind: standing.kind === 'fails' ? 'breaks' : 'undecided',
    one,
    because: lackingText(one, answer, set) + because,
  };
}

function standingInside(one: CaseRecord, answer: Answer, set: CapabilitySet): Standing {
  const whole = standingOf(one, answer, set);
  const isOutside = whole.kind === 'undecided' && whole.why === 'outside-universe';
  return isOutside ? standingOf(one, answer, intersection(set, setOfNames(one.universe))) : whole;
}

/** What would have to be added for the case, of the first of its minimal sets. */
function lackingText(one: CaseRecord, answer: Answer, set: CapabilitySet): string {
  const [minimal] = one[answer].minimalSets.map(setOfNames);
  const lacking = minimal === undefined ? EMPTY_SET : difference(minimal, set);
  return lacking === EMPTY_SET ? '' : `it lacks ${namesOf(lacking).join(' ')}; `;
}
