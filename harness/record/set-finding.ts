import { type CapabilitySet, difference, EMPTY_SET, isSubset, sizeOf } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import type { Answer, Outcome } from '../vocabulary/answer.ts';
import type { CaseRecord } from './record.ts';
import { trialsWith } from './trials-of-set.ts';
import { letterOf, truthTableIn } from './truth-table.ts';
import { outcomeOfLetter } from './truth-table-codec.ts';

/** What a record says of one set for one answer, and why. */
export type Standing =
  | Decided
  /** The set itself both passed and failed. */
  | { readonly kind: 'flaky'; readonly passes: readonly string[]; readonly failures: readonly string[] }
  | {
      readonly kind: 'undecided';
      readonly why: Gap;
      /** What would be implied if more capabilities never hurt. */
      readonly expected: Standing | undefined;
    };

/** What is known of a set, by its own trials or by implication. */
export interface Decided {
  readonly kind: 'serves' | 'fails';
  /** The set that was tried: the set itself, or the border set that decides it. */
  readonly by: CapabilitySet;
  /** The trials of that set which show it; none where only a truth table has it. */
  readonly trials: readonly string[];
}

/** Why nothing decides a set. */
export type Gap =
  /** The case has no answer at all. */
  | 'no-answer'
  /** It holds capabilities that are not in the universe, and was not tried. */
  | 'outside-universe'
  /** More capabilities hurt this build, so that no set decides another. */
  | 'violated'
  /** The run ended before it was decided. */
  | 'open';

/** Reads off what the record says of a set. What was observed of the set itself comes before whatever is implied. */
export function standingOf(one: CaseRecord, answer: Answer, set: CapabilitySet): Standing {
  const observed = observedStanding(one, answer, set);
  if (observed !== undefined) return observed;
  if (one.referenceFailure !== null || one[answer].minimalSets.length + one[answer].maximalFailingSets.length === 0) {
    return { kind: 'undecided', why: 'no-answer', expected: undefined };
  }
  if (difference(set, setOfNames(one.universe)) !== EMPTY_SET) {
    return { kind: 'undecided', why: 'outside-universe', expected: undefined };
  }
  const implied = impliedStanding(one, answer, set);
  if (implied === undefined) return { kind: 'undecided', why: 'open', expected: undefined };
  const violated = one.violations.some((violation) => violation.answer === answer);
  return violated ? { kind: 'undecided', why: 'violated', expected: implied } : implied;
}

function observedStanding(one: CaseRecord, answer: Answer, set: CapabilitySet): Standing | undefined {
  const passes = trialsWith(one, answer, set, 'pass');
  const failures = trialsWith(one, answer, set, 'fail');
  if (passes.length > 0 && failures.length > 0) return { kind: 'flaky', passes, failures };
  if (passes.length > 0) return { kind: 'serves', by: set, trials: passes };
  if (failures.length > 0) return { kind: 'fails', by: set, trials: failures };
  const outcome = tabledOutcome(one, answer, set);
  return outcome === undefined ? undefined : { kind: outcome === 'pass' ? 'serves' : 'fails', by: set, trials: [] };
}

function tabledOutcome(one: CaseRecord, answer: Answer, set: CapabilitySet): Outcome | undefined {
  const table = truthTableIn(one);
  const letter = table === undefined ? undefined : letterOf(table, set);
  return letter === undefined ? undefined : outcomeOfLetter(letter, answer);
}

function impliedStanding(one: CaseRecord, answer: Answer, set: CapabilitySet): Standing | undefined {
  const smaller = bordersOf(one, answer).minimal.find((minimal) => isSubset(minimal, set));
  if (smaller !== undefined) {
    return { kind: 'serves', by: smaller, trials: trialsWith(one, answer, smaller, 'pass') };
  }
  // The largest of them tells best what the set lacks.
  const larger = bordersOf(one, answer)
    .failing.filter((failing) => isSubset(set, failing))
    .toSorted((a, b) => sizeOf(b) - sizeOf(a))[0];
  if (larger === undefined) return undefined;
  return { kind: 'fails', by: larger, trials: trialsWith(one, answer, larger, 'fail') };
}

/** The border sets of an answer: those known to serve, of which not all need be minimal in a partial record, and the failing ones. */
export function bordersOf(
  one: CaseRecord,
  answer: Answer,
): { readonly minimal: readonly CapabilitySet[]; readonly failing: readonly CapabilitySet[] } {
  return {
    minimal: one[answer].minimalSets.map(setOfNames),
    failing: one[answer].maximalFailingSets.map(setOfNames),
  };
}
