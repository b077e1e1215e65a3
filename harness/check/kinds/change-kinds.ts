import { type BecameError, becameError } from './became-error.ts';
import { type BecameSilent, becameSilent } from './became-silent.ts';
import type { ChangeKind } from './change-kind.ts';
import { type Different, different } from './different.ts';
import { type ExitCodeChanged, exitCodeChanged } from './exit-code-changed.ts';
import { type Gone, gone } from './gone.ts';
import { type Invalid, invalid } from './invalid.ts';
import { type NeedsLess, needsLess } from './needs-less.ts';
import { type NeedsMore, needsMore } from './needs-more.ts';
import { type NoLongerBuilds, noLongerBuilds } from './no-longer-builds.ts';
import { type NoVerdict, noVerdict } from './no-verdict.ts';
import { type NotComparable, notComparable } from './not-comparable.ts';
import { type NotLocked, notLocked } from './not-locked.ts';
import { type ReferenceChanged, referenceChanged } from './reference-changed.ts';

/** One thing of a case that is not as locked. */
export type CaseDifference =
  | NeedsMore
  | NoLongerBuilds
  | Different
  | BecameSilent
  | NotLocked
  | Gone
  | Invalid
  | NeedsLess
  | BecameError
  | ExitCodeChanged
  | ReferenceChanged
  | NotComparable
  | NoVerdict;

/** The name of a kind of change. */
export type ChangeKindName = CaseDifference['kind'];

/** Every kind of change, in the order in which they are told where they have the same effect. */
export const CHANGE_KINDS: {
  readonly [Name in ChangeKindName]: ChangeKind<Extract<CaseDifference, { kind: Name }>>;
} = {
  'needs-more': needsMore,
  'no-longer-builds': noLongerBuilds,
  different,
  'became-silent': becameSilent,
  'not-locked': notLocked,
  gone,
  invalid,
  'needs-less': needsLess,
  'became-error': becameError,
  'exit-code-changed': exitCodeChanged,
  'reference-changed': referenceChanged,
  'not-comparable': notComparable,
  'no-verdict': noVerdict,
};

/** What is known of the kind of a change. */
export function kindOf(change: CaseDifference): ChangeKind<CaseDifference> {
  return CHANGE_KINDS[change.kind];
}

/** The changes that a change consists of; itself, unless it is made of others. */
export function partsOf(change: CaseDifference): readonly CaseDifference[] {
  return kindOf(change).parts?.(change) ?? [change];
}
