import { moreHurts } from '../../../record/answer-borders.ts';
import type { CaseRecord, RunRecord } from '../../../record/record.ts';
import { countOf, numberText, safeText } from '../../../text/plain-text.ts';
import type { Answer } from '../../../vocabulary/answer.ts';
import { setsInline } from '../answer/answer-text.ts';
import { ANSWER_WORDS } from '../answer/answer-words.ts';

/** What is known of the answers of a case that are not complete, a line each; nothing is called minimal unless it is proven. */
export function partialLines(one: CaseRecord): string[] {
  return [
    ...answerLine(one, 'faithful'),
    // Where both answers have the same gaps one line is enough.
    ...(JSON.stringify(one.partial.exitZero) === JSON.stringify(one.partial.faithful)
      ? []
      : answerLine(one, 'exitZero')),
  ];
}

function answerLine(one: CaseRecord, answer: Answer): string[] {
  const known = one.partial[answer];
  if (known === null || one[answer].complete) return [];
  const proven = known.provenMinimal;
  const others = known.knownSufficient.filter((set) => !proven.some((minimal) => minimal.join() === set.join()));
  return [
    [
      ...(others.length === 0 ? [] : [`${setsInline(others)} works, not proven minimal`]),
      ...(proven.length === 0 ? [] : [`${setsInline(proven)} is a minimal set; there may be others`]),
      // Where more capabilities hurt, nothing is known of sets that were not tried, and no count of them means anything.
      ...(moreHurts(one, answer) ? [] : [...necessaryText(known), ...gaps(one, known)]),
    ].join('; '),
  ].map((told) => `${ANSWER_WORDS[answer]}: ${told}`);
}

type PartialAnswer = NonNullable<CaseRecord['partial']['faithful']>;

function necessaryText({ knownNecessary }: PartialAnswer): string[] {
  return knownNecessary.length === 0 ? [] : [`always needed: ${safeText(knownNecessary.join(' '))}`];
}

function gaps(one: CaseRecord, known: PartialAnswer): string[] {
  const { minimalSizeAtLeast, undecided, trialsStillNeededAtLeast, knownNecessary } = known;
  const all = 2 ** one.universe.length;
  const tellsMore = minimalSizeAtLeast !== null && minimalSizeAtLeast > knownNecessary.length;
  return [
    ...(tellsMore ? [`no set of fewer than ${countOf(minimalSizeAtLeast, 'capability')} can work`] : []),
    ...(undecided === null || undecided === 0 ? [] : [`${numberText(undecided)} of ${countOf(all, 'set')} not known`]),
    ...(trialsStillNeededAtLeast === 0
      ? []
      : [`a proof takes at least ${countOf(trialsStillNeededAtLeast, 'more trial')}`]),
  ];
}

/** That a limit ended the run, and how to go on; nothing if none did. */
export function budgetLines({ run }: RunRecord): string[] {
  if (run.budgetSpent === null) return [];
  const limit = run.budgetSpent === 'trials' ? '--max-trials' : '--max-time';
  const before = run.status === 'complete' ? 'all further tests were done' : 'every answer was proven';
  return [`the run reached ${limit} before ${before}; to continue: kaniko-caps discover --resume DIRECTORY`];
}
