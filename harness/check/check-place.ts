import type { CaseRecord } from '../record/record.ts';
import { lineNumber, lineOfLoss } from '../report/ci/dockerfile-place.ts';
import type { AnswerDifference, CaseDifference } from './check-change.ts';
import { besidesOf } from './check-proof.ts';

/** An instruction that a difference has to do with. */
export interface ChangedPlace {
  readonly line: number | null;
  readonly instruction: string;
}

/** Where nothing tells where to look. */
export const NOWHERE: ChangedPlace = { line: null, instruction: '' };

/** The instruction to look at for a difference: where what is needed besides is missed, or where the build fails altogether. */
export function placeOf(one: CaseRecord, change: CaseDifference): ChangedPlace {
  if (change.kind === 'not-comparable')
    return change.found.map((found) => placeOf(one, found)).find(isSomewhere) ?? NOWHERE;
  const { referenceFailure } = one;
  if (referenceFailure !== null) return placeOfInstruction(referenceFailure.instruction);
  const capabilities = capabilitiesOf(change);
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

function capabilitiesOf(change: CaseDifference): string[] {
  if ('capability' in change) return change.capability === null ? [] : [change.capability];
  return 'proofs' in change ? missingIn(change) : [];
}

/** What the locked sets that no longer serve do without. */
function missingIn({ proofs }: AnswerDifference): string[] {
  return proofs.flatMap((proof) => (proof.serves === 'now' ? [] : (besidesOf(proof) ?? [])));
}
