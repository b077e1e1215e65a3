import type { TrialPurpose } from '../vocabulary/trial-purpose.ts';
import type { Question } from './question.ts';
import { UNKNOWN_MS } from './remaining-work.ts';

/** A case as the schedule sees it. */
export interface ScheduledCase {
  /** How much work is left in it, in milliseconds as far as known: the longest begins first. */
  readonly remainingMs: number;
  /** How many of its trials run. */
  readonly running: number;
  /** What the case would ask, beside what runs, if `slots` of its trials might run at once. */
  questions(slots: number): readonly Question[];
}

/** A trial to begin. */
export interface Dispatch<Case extends ScheduledCase> {
  readonly case: Case;
  readonly question: Question;
}

/** What there is room for. */
export interface Capacity {
  /** How many trials may run at once. */
  readonly slots: number;
  /** What runs, over all cases. */
  readonly running: readonly Question[];
  /** Whether the run may end early: what every answer needs then comes before what makes one of them surer. */
  readonly isBudgeted: boolean;
}

/** Lower is more urgent in a run that may end early. */
const URGENCY: Readonly<Record<TrialPurpose, number>> = {
  fill: 0,
  reference: 0,
  search: 0,
  retry: 0,
  asked: 0,
  confirmation: 1,
  challenge: 1,
  audit: 2,
  variation: 2,
};

/**
 * The trial to begin now; undefined if there is no room or nothing to ask. Cases share the slots, for a search asks the less
 * the fewer of its trials run at once; but no slot idles while any case has a question. What has to run alone waits until
 * nothing else is left to run.
 */
export function nextTrial<Case extends ScheduledCase>(
  cases: readonly Case[],
  room: Capacity,
): Dispatch<Case> | undefined {
  const { slots, running, isBudgeted } = room;
  if (running.length >= slots || running.some(({ alone }) => alone === true)) return undefined;
  const fair = fairOffers(cases, slots);
  // Whoever was offered all slots before has nothing else to ask.
  const whole = fair.filter((offer) => offer.slots < slots).map(({ one }) => ({ one, slots }));
  for (const urgency of isBudgeted ? [0, 1, 2] : [2]) {
    for (const offers of [fair, whole]) {
      const found = firstQuestion(
        offers.filter((offer) => offer.one.running < offer.slots),
        (question) => question.alone !== true && urgencyOf(question) <= urgency,
      );
      if (found !== undefined) return found;
    }
  }
  if (running.length > 0) return undefined;
  const alone = fair.map(({ one }) => ({ one, slots: 1 }));
  return firstQuestion(alone, (question) => question.alone === true);
}

/** Whatever a variation shows, no answer of the case itself waits for it. */
function urgencyOf({ purpose, variation }: Question): number {
  return variation === undefined ? URGENCY[purpose] : URGENCY.variation;
}

/** A case, and how many slots it may fill. */
interface Offer<Case extends ScheduledCase> {
  readonly one: Case;
  readonly slots: number;
}

/**
 * What each case may fill before the others have had theirs, the longest first: as many slots as its part of the work that is
 * known, so that no long case is left alone at the end, and at least an even part. What is left of a case is derived from all
 * its trials, so it is looked up once.
 */
function fairOffers<Case extends ScheduledCase>(cases: readonly Case[], slots: number): Offer<Case>[] {
  const ordered = cases
    .map((one) => ({ one, remainingMs: one.remainingMs }))
    .toSorted((a, b) => b.remainingMs - a.remainingMs);
  const even = Math.max(1, Math.ceil(slots / Math.max(1, cases.length)));
  const known = ordered.filter(({ remainingMs }) => remainingMs < UNKNOWN_MS);
  const work =
    known.reduce((sum, { remainingMs }) => sum + remainingMs, 0) * (cases.length / Math.max(1, known.length));
  return ordered.map(({ one, remainingMs }) => {
    const isKnown = remainingMs < UNKNOWN_MS && work > 0;
    return { one, slots: isKnown ? Math.max(even, Math.round((slots * remainingMs) / work)) : even };
  });
}

function firstQuestion<Case extends ScheduledCase>(
  offers: readonly Offer<Case>[],
  isWanted: (question: Question) => boolean,
): Dispatch<Case> | undefined {
  for (const { one, slots } of offers) {
    const question = one.questions(slots).find(isWanted);
    if (question !== undefined) return { case: one, question };
  }
  return undefined;
}
