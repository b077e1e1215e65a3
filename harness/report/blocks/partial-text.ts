import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { countOf, numberText, safeText } from '../../text/plain-text.ts';
import { setsInline } from './answer-text.ts';

/** What is known of the answers of a case that are not complete, a line each; nothing is called minimal unless it is proven. */
export function partialLines(one: CaseRecord): string[] {
  return [
    ...answerLine(one, 'faithful', 'same image'),
    // Where both answers have the same gaps one line is enough.
    ...(JSON.stringify(one.partial.exitZero) === JSON.stringify(one.partial.faithful)
      ? []
      : answerLine(one, 'exitZero', 'exit code 0')),
  ];
}

function answerLine(one: CaseRecord, answer: 'faithful' | 'exitZero', name: string): string[] {
  const known = one.partial[answer];
  if (known === null || one[answer].complete) return [];
  const proven = known.provenMinimal;
  const others = known.knownSufficient.filter((set) => !proven.some((minimal) => minimal.join() === set.join()));
  return [
    [
      ...(others.length === 0 ? [] : [`${setsInline(others)} served, not proven minimal`]),
      ...(proven.length === 0 ? [] : [`${setsInline(proven)} proven minimal, others may exist`]),
      ...(known.knownNecessary.length === 0 ? [] : [`needed in any case: ${safeText(known.knownNecessary.join(' '))}`]),
      ...(isViolated(one, answer) ? [] : gaps(one, known)),
    ].join('; '),
  ].map((told) => `${name}: ${told}`);
}

/** Where more capabilities hurt, no count of what is implied means anything. */
function isViolated({ violations }: CaseRecord, answer: 'faithful' | 'exitZero'): boolean {
  return violations.some((violation) => violation.answer === answer);
}

function gaps(one: CaseRecord, known: NonNullable<CaseRecord['partial']['faithful']>): string[] {
  const { minimalSizeAtLeast, undecided, trialsStillNeededAtLeast, knownNecessary } = known;
  const all = 2 ** one.universe.length;
  const tellsMore = minimalSizeAtLeast !== null && minimalSizeAtLeast > knownNecessary.length;
  return [
    ...(tellsMore ? [`no set of fewer than ${countOf(minimalSizeAtLeast, 'member')} can serve`] : []),
    ...(undecided === null || undecided === 0 ? [] : [`${numberText(undecided)} of ${countOf(all, 'set')} undecided`]),
    ...(trialsStillNeededAtLeast === 0
      ? []
      : [`a proof takes at least ${countOf(trialsStillNeededAtLeast, 'more trial')}`]),
  ];
}

/** That a limit ended the run, and how to go on; nothing if none did. */
export function budgetLines({ run }: RunRecord): string[] {
  if (run.budgetSpent === null) return [];
  const limit = run.budgetSpent === 'trials' ? '--max-trials' : '--max-time';
  return [
    `the budget of ${run.budgetSpent} (${limit}) was spent before all was answered; kaniko-caps discover --resume DIRECTORY goes on`,
  ];
}
