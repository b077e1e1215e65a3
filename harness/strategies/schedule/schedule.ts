import type { TrialPurpose } from '../../vocabulary/trial-purpose.ts';
import type { Question } from '../question.ts';
import { SharesOfWork } from './shares-of-work.ts';
import { WaitingCases } from './waiting-cases.ts';

/** A case as the schedule sees it. */
export interface ScheduledCase {
  /** How much work is left in it, in milliseconds as far as known: the longest begins first. */
  readonly remainingMs: number;
  /** How many of its trials run, those included that only wait before their set is tried again. */
  readonly running: number;
  /** The questions of those that occupy a slot. */
  readonly occupied: readonly Question[];
  /** What the case would ask, beside what runs, if `slots` of its trials might run at once. The same until the case changes. */
  questions(slots: number): readonly Question[];
}

/** A trial to begin. */
export interface Dispatch<Case extends ScheduledCase> {
  readonly case: Case;
  readonly question: Question;
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

/** Whatever a variation shows, no answer of the case itself waits for it. */
function urgencyOf({ purpose, variation }: Question): number {
  return variation === undefined ? URGENCY[purpose] : URGENCY.variation;
}

/** What is looked for, and the cases that may have it to ask. */
interface Wanted {
  readonly isWanted: (question: Question) => boolean;
  readonly waiting: WaitingCases;
}

/** How many trials occupy a slot, and how many of these have to run alone. */
interface Occupied {
  readonly trials: number;
  readonly alone: number;
}

/** The trials to begin next, over all cases of a run. A pick costs the same however many cases have not changed since the last one. */
export class Schedule<Case extends ScheduledCase> {
  readonly #cases: readonly Case[];
  readonly #places: ReadonlyMap<Case, number>;
  readonly #shares: SharesOfWork;
  /** The most urgent first: what a case is asked for its share of the slots, and for all of them. */
  readonly #rounds: readonly { readonly fair: Wanted; readonly whole: Wanted }[];
  readonly #alone: Wanted;
  readonly #occupied: Occupied[];
  #total: Occupied = NOTHING;
  #slots = 0;
  readonly #changed: Set<number>;

  /** Where a run may end early (`isBudgeted`), what every answer needs comes before what makes one of them surer. */
  constructor(cases: readonly Case[], { isBudgeted }: { readonly isBudgeted: boolean }) {
    const wanted = (isWanted: Wanted['isWanted']): Wanted => ({ isWanted, waiting: new WaitingCases(cases.length) });
    const beside = (urgency: number): Wanted =>
      wanted((question) => question.alone !== true && urgencyOf(question) <= urgency);
    this.#cases = cases;
    this.#places = new Map(cases.map((one, place) => [one, place]));
    this.#shares = new SharesOfWork(cases.length);
    const urgencies = isBudgeted ? [0, 1, 2] : [2];
    this.#rounds = urgencies.map((urgency) => ({ fair: beside(urgency), whole: beside(urgency) }));
    this.#alone = wanted((question) => question.alone === true);
    this.#occupied = cases.map(() => NOTHING);
    this.#changed = new Set(cases.keys());
  }

  /** Hears that something of a case is not as it was. */
  changed(one: Case): void {
    const place = this.#places.get(one);
    if (place !== undefined) this.#changed.add(place);
  }

  /** Hears that every case may ask something else. */
  allChanged(): void {
    for (const place of this.#cases.keys()) this.#changed.add(place);
  }

  /**
   * The trial to begin now if so many may run at once; undefined if there is no room or nothing to ask. Cases share the slots, for a
   * search asks the less the fewer of its trials run at once; but no slot idles while any case has a question. What has to run alone
   * waits until nothing else is left to run.
   */
  next(slots: number): Dispatch<Case> | undefined {
    if (slots !== this.#slots) this.allChanged();
    this.#slots = slots;
    for (const place of this.#changed) this.#takeIn(place);
    this.#changed.clear();
    const { trials, alone } = this.#total;
    if (trials >= slots || alone > 0) return undefined;
    for (const { fair, whole } of this.#rounds) {
      const found = this.#firstFair(fair) ?? this.#first(whole, slots);
      if (found !== undefined) return found;
    }
    return trials > 0 ? undefined : this.#alone.waiting.firstAnswer((place) => this.#find(place, 1, this.#alone));
  }

  #takeIn(place: number): void {
    const [one, before] = [this.#cases[place], this.#occupied[place]];
    if (one === undefined || before === undefined) return;
    const now = occupiedBy(one);
    this.#occupied[place] = now;
    this.#total = {
      trials: this.#total.trials + now.trials - before.trials,
      alone: this.#total.alone + now.alone - before.alone,
    };
    const { remainingMs } = one;
    this.#shares.put(place, remainingMs);
    for (const { fair, whole } of this.#rounds) {
      fair.waiting.put(place, remainingMs);
      whole.waiting.put(place, remainingMs);
    }
    this.#alone.waiting.put(place, remainingMs);
  }

  /** Unknown cases come first, then those with more than an even share, then the others. */
  #firstFair(fair: Wanted): Dispatch<Case> | undefined {
    const even = this.#shares.even(this.#slots);
    const long = this.#shares.moreThanEven(this.#slots);
    if (long.length === 0) return this.#first(fair, even);
    const askEven = (place: number): Dispatch<Case> | undefined => this.#ask(place, even, fair);
    const unknown = fair.waiting.firstAnswer(askEven, { aboveMs: this.#shares.longestMs() });
    if (unknown !== undefined) return unknown;
    for (const { one, slots } of long) {
      const found = this.#ask(one, slots, fair);
      if (found !== undefined) return found;
    }
    return fair.waiting.firstAnswer(askEven, { besides: new Set(long.map(({ one }) => one)) });
  }

  #first(wanted: Wanted, slots: number): Dispatch<Case> | undefined {
    return wanted.waiting.firstAnswer((place) => this.#ask(place, slots, wanted));
  }

  /** What a case asks that may fill so many slots, unless it fills them. */
  #ask(place: number, slots: number, wanted: Wanted): Dispatch<Case> | undefined {
    const running = this.#cases[place]?.running ?? 0;
    return running < slots ? this.#find(place, slots, wanted) : undefined;
  }

  #find(place: number, slots: number, { isWanted }: Wanted): Dispatch<Case> | undefined {
    const one = this.#cases[place];
    const question = one?.questions(slots).find(isWanted);
    return one === undefined || question === undefined ? undefined : { case: one, question };
  }
}

const NOTHING: Occupied = { trials: 0, alone: 0 };

function occupiedBy({ occupied }: ScheduledCase): Occupied {
  return { trials: occupied.length, alone: occupied.filter(({ alone }) => alone === true).length };
}
