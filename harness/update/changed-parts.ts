import type { CheckedCase } from '../check/checked-case.ts';
import type { UpdateStep } from '../check/kinds/change-kind.ts';
import { type CaseDifference, kindOf, partsOf } from '../check/kinds/change-kinds.ts';

/** All that is not as locked, each by itself: facts that may be the reason of a change do not keep it out of the lock file. */
export function changedParts({ changes }: CheckedCase): CaseDifference[] {
  return changes.flatMap(partsOf);
}

/** What is to be done about each of them. */
export function updateSteps(checked: CheckedCase): UpdateStep[] {
  return changedParts(checked).map(stepOf);
}

/** What is needed, or goes unnoticed, and was not before. */
export function growthOf(checked: CheckedCase): CaseDifference[] {
  return changedParts(checked).filter((change) => stepOf(change).kind === 'grow');
}

function stepOf(change: CaseDifference): UpdateStep {
  return kindOf(change).update(change);
}
