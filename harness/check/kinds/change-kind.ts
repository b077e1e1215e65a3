import type { z } from 'zod';
import type { NamedSets } from '../../comparison/named-sets.ts';
import type { LockException } from '../../lock/lock-file.ts';
import type { FindingKind } from '../../report/ci/finding-kind.ts';
import type { CheckEffect, CheckGate } from '../check-gate.ts';
import type { Check } from '../check-record.ts';
import type { CheckView } from '../check-view.ts';
import type { CheckedCase } from '../checked-case.ts';
import type { CaseDifference } from './change-kinds.ts';

/**
 * All that is known of one kind of change: what is not as locked, how it is told, and what follows from it. Its functions
 * are methods, so that `kindOf` can give the entry of one kind as that of whatever change it was asked for.
 */
export interface ChangeKind<Change extends { readonly kind: string }> {
  /** The shape of such a change. */
  readonly schema: z.ZodType<Change>;
  /** What reports for code review say of it. */
  readonly finding: FindingKind & { readonly name: Change['kind'] };
  /** What a person calls it, behind the name of the case. */
  readonly words: string;
  /** What several cases have in common; `subject` counts them: `2 of 27 cases`. */
  sentence(subject: string, isOne: boolean, lockFile: string): string;
  /** What to do about it, the same for several cases told once. */
  advice(changes: readonly ChangeInCase<Change>[], check: Check, view: CheckView): string[];
  /** One such change with its proof. */
  lines(change: Change): string[];
  /** What it does to the outcome, unless an exception tolerates it or every difference is to count. */
  effect(gate: CheckGate): CheckEffect;
  /** Whether an exception is for it, be it over or not. */
  isCoveredBy(change: Change, exception: LockException): boolean;
  /**
   * The capabilities that are needed beyond those that an exception for such a change allows; null where none is known to help,
   * undefined where the exception is for something else.
   */
  shortfall?(change: Change, exception: LockException): readonly string[] | null | undefined;
  /** What `update` does with it. */
  update(change: Change): UpdateStep;
  /** What tells it from others of its kind in the case, from run to run; empty if there is only one. */
  subject(change: Change): string;
  /** The trials of the checked run that show it. */
  trials(change: Change): readonly string[];
  /** The capabilities that it has to do with: the Dockerfile is looked at where they are missed. */
  capabilities(change: Change): readonly string[];
  /** Whether it is told of all cases together, as an upgrade brings it to nearly all and no capability decides it. */
  readonly isToldTogether?: true;
  /** What is told of all such changes, behind the cases. */
  together?(changes: readonly ChangeInCase<Change>[]): string[];
  /** Whether it is worth a word only where nothing else of the case is. */
  readonly isSecondary?: true;
  /** Whether other changes of the case tell the same. */
  isRepeated?(change: Change): boolean;
  /** Whether nothing that was changed since it was locked can be the reason. */
  readonly isWithoutCause?: true;
  /** Whether nobody knows what else the case would have shown. */
  readonly leavesOpen?: true;
  /** Whether the run could have shown it, where that follows from something else than a case without a verdict. */
  couldBeSeen?(one: CheckedCase): boolean;
  /** The changes that it consists of: each of them is told and taken over as it would be by itself. */
  parts?(change: Change): readonly CaseDifference[];
}

/** A change with its case. */
export interface ChangeInCase<Change> {
  readonly one: CheckedCase;
  readonly change: Change;
}

/** What `update` does with a change. */
export type UpdateStep =
  /** The case is locked for the first time. */
  | { readonly kind: 'add' }
  /** The entry is taken out. */
  | { readonly kind: 'remove' }
  /** Something is needed, or goes unnoticed, that was not before: taken over only where that is accepted. */
  | { readonly kind: 'grow' }
  /** The Dockerfile cannot be used, so that there is nothing to take over. */
  | { readonly kind: 'unusable'; readonly reason: string }
  /** There is no answer to take over. */
  | { readonly kind: 'open'; readonly reason: string }
  /** The entry comes to need less than `locked`. */
  | { readonly kind: 'shrink'; readonly locked: NamedSets }
  /** The entry needs the same, and rests on another proof. */
  | { readonly kind: 'renew' };
