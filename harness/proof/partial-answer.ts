import { namesOf } from '../capabilities/capability-set.ts';
import type { CaseRecord } from '../record/record.ts';
import { partialKnowledge } from '../search/ledger/partial.ts';
import { confirmationsDue } from '../search/repeats.ts';
import type { Answer } from '../vocabulary/answer.ts';
import type { CaseState } from './case-state.ts';
import type { AnswerRecord } from './findings.ts';

/** What may be said of an answer that is not complete; null for one that is, and where no reference says what is right. */
export function partialAnswerOf(
  state: CaseState,
  answer: Answer,
  { complete }: AnswerRecord,
  leastConfirm: number,
): CaseRecord['partial']['faithful'] {
  if (complete || state.reference.kind !== 'sound') return null;
  const ledger = state[answer];
  const known = partialKnowledge(ledger);
  return {
    knownSufficient: known.knownSufficient.map(namesOf),
    provenMinimal: known.provenMinimal.map(namesOf),
    knownNecessary: namesOf(known.knownNecessary),
    minimalSizeAtLeast: known.minimalSizeAtLeast ?? null,
    undecided: known.undecided ?? null,
    // Failures that any certificate holds have to be confirmed, as often as it takes where none is chance, and at least one set has to be tried while any is open.
    trialsStillNeededAtLeast: Math.max(confirmationsDue(ledger, leastConfirm).length, ledger.complete ? 0 : 1),
  };
}
