import type { CaseRecord } from '../record/record.ts';
import { lineNumber, lineOfLoss } from '../report/ci/dockerfile-place.ts';
import type { ChangedPlace } from './checked-case.ts';
import { type CaseDifference, kindOf } from './kinds/change-kinds.ts';

/** Where nothing tells where to look. */
export const NOWHERE: ChangedPlace = { line: null, instruction: '' };

/** The instruction to look at for a difference: where what is needed besides is missed, or where the build fails altogether. */
export function placeOf(one: CaseRecord, change: CaseDifference): ChangedPlace {
  const kind = kindOf(change);
  const parts = kind.parts?.(change);
  if (parts !== undefined) return parts.map((part) => placeOf(one, part)).find(isSomewhere) ?? NOWHERE;
  const { referenceFailure } = one;
  if (referenceFailure !== null) return placeOfInstruction(referenceFailure.instruction);
  const capabilities = kind.capabilities(change);
  const losses = one.losses.filter(({ capability }) => capabilities.includes(capability));
  const [first] = losses.filter((loss) => lineOfLoss(one, loss) !== null);
  if (first === undefined) return NOWHERE;
  return { line: lineOfLoss(one, first), instruction: first.instruction?.text ?? '' };
}

function isSomewhere({ line }: ChangedPlace): boolean {
  return line !== null;
}

function placeOfInstruction(instruction: { readonly line: number; readonly text: string } | null): ChangedPlace {
  return instruction === null ? NOWHERE : { line: lineNumber(instruction.line), instruction: instruction.text };
}
