import { UNKNOWN_MS } from '../remaining-work.ts';
import { LongestFirst } from './longest-first.ts';

/** A case, and how many slots it may fill before the others have had theirs. */
export interface Share {
  readonly one: number;
  readonly slots: number;
}

/** Work is added up in whole parts of a millisecond: then it does not matter in which order cases changed. */
const PARTS = 1_000;

/**
 * What each case may fill before the others have had theirs: as many slots as its part of the work that is known, so that no long
 * case is left alone at the end, and at least an even part.
 */
export class SharesOfWork {
  readonly #cases: number;
  /** Those of which it is known how much is left. */
  readonly #known: LongestFirst;
  #parts = 0;

  constructor(cases: number) {
    this.#cases = cases;
    this.#known = new LongestFirst(cases);
  }

  put(one: number, remainingMs: number): void {
    if (this.#known.has(one)) this.#parts -= partsOf(this.#known.remainingMs(one));
    if (remainingMs >= UNKNOWN_MS) {
      this.#known.remove(one);
      return;
    }
    this.#known.put(one, remainingMs);
    this.#parts += partsOf(remainingMs);
  }

  even(slots: number): number {
    return evenShare(slots, this.#cases);
  }

  /** The cases whose share is more than an even part, the longest first. They are never more than there are slots. */
  moreThanEven(slots: number): Share[] {
    const even = this.even(slots);
    const work = (this.#parts / PARTS) * (this.#cases / Math.max(1, this.#known.size));
    const shares: Share[] = [];
    for (let one = this.#known.at(0); work > 0 && one !== undefined; one = this.#known.at(shares.length)) {
      const share = Math.round((slots * this.#known.remainingMs(one)) / work);
      if (share <= even) break;
      shares.push({ one, slots: share });
    }
    return shares;
  }

  /** What is left in the longest case that is known; nothing where none is. */
  longestMs(): number {
    const longest = this.#known.at(0);
    return longest === undefined ? 0 : this.#known.remainingMs(longest);
  }
}

/** For how many slots the schedule asks one of so many cases whose work is done: for its even share, for all and for one. */
export function sharesOfIdle(slots: number, cases: number): readonly number[] {
  return [1, evenShare(slots, cases), slots];
}

function evenShare(slots: number, cases: number): number {
  return Math.max(1, Math.ceil(slots / Math.max(1, cases)));
}

function partsOf(remainingMs: number): number {
  return Math.round(remainingMs * PARTS);
}
