import { countOf } from '../../text/plain-text.ts';
import { effectOf } from '../check-effect.ts';
import { CHECK_EFFECTS, type CheckEffect } from '../check-gate.ts';
import type { Check } from '../check-record.ts';
import type { CheckView } from '../check-view.ts';
import type { CaseChange } from '../checked-case.ts';
import type { ChangeInCase } from '../kinds/change-kind.ts';
import { CHANGE_KINDS, type ChangeKindName, kindOf } from '../kinds/change-kinds.ts';
import { caseNames } from './case-names.ts';

/** A sentence on several cases, and what to do. */
export interface Headline {
  /** The kind of change that the cases have in common. */
  readonly kind: ChangeKindName;
  readonly effect: CheckEffect;
  readonly text: string;
  readonly advice: string[];
}

/** What a check found in sentences, those first that decide its outcome, each with what to do about it. */
export function headlinesOf(check: Check, view: CheckView): Headline[] {
  const open = check.cases
    .flatMap((one) => one.changes.map((change): ChangeInCase<CaseChange> => ({ one, change })))
    .filter(({ change }) => change.tolerance.kind !== 'tolerated');
  const names = Object.keys(CHANGE_KINDS) as ChangeKindName[];
  return names
    .flatMap((name) =>
      headline(
        open.filter((told) => told.change.kind === name && isWorthASentence(told)),
        check,
        view,
      ),
    )
    .toSorted((a, b) => CHECK_EFFECTS.indexOf(a.effect) - CHECK_EFFECTS.indexOf(b.effect));
}

/** A sentence on changes of one kind. */
function headline(changes: readonly ChangeInCase<CaseChange>[], check: Check, view: CheckView): Headline[] {
  const cases = [...new Set(changes.map(({ one }) => one))];
  const [first] = changes;
  if (first === undefined) return [];
  const kind = kindOf(first.change);
  const subject = `${cases.length} of ${countOf(check.cases.length, 'case')}`;
  const text = kind.sentence(subject, cases.length === 1, view.lockFile);
  return [
    {
      kind: first.change.kind,
      effect: effectOf(first.change, view.gate),
      text: `${text}: ${caseNames(cases)}.`,
      advice: kind.advice(changes, check, view),
    },
  ];
}

function isWorthASentence({ one, change }: ChangeInCase<CaseChange>): boolean {
  if (kindOf(change).isSecondary !== true) return true;
  return one.changes.every((other) => other === change || kindOf(other).isToldTogether === true);
}
