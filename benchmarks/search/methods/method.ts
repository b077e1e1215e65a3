import { type CapabilitySet, isSubset } from '../../../harness/capabilities/capability-set.ts';
import type { Outcome } from '../../../harness/vocabulary/answer.ts';

/** What a method claims at its end. */
export interface Claim {
  readonly minimalSets: readonly CapabilitySet[];
  /** Whether it claims that there are no others. */
  readonly complete: boolean;
}

/** What a method knows at its start: that the reference build, with the whole universe, passes. */
export interface Task {
  readonly universe: CapabilitySet;
  /** How many sets it may ask at once. */
  readonly slots: number;
  /** Decides every random choice. */
  readonly seed: number;
}

/** A search that asks up to `slots` sets at a time and gets their outcomes in the same order. */
export type Method = (task: Task) => Asking<Claim>;

/** A part of such a search. */
export type Asking<Result> = Generator<readonly CapabilitySet[], Result, readonly Outcome[]>;

/** What a method has seen, with all that it implies if more capabilities never hurt. */
export class Memory {
  readonly #passing: CapabilitySet[];
  readonly #failing: CapabilitySet[] = [];
  readonly #slots: number;

  constructor({ universe, slots }: Task) {
    this.#passing = [universe];
    this.#slots = slots;
  }

  /** What is known of the set. */
  statusOf(set: CapabilitySet): Outcome | 'unknown' {
    if (this.#passing.some((smaller) => isSubset(smaller, set))) return 'pass';
    return this.#failing.some((larger) => isSubset(set, larger)) ? 'fail' : 'unknown';
  }

  /** Asks what is not known of these sets, as many at once as there are slots. */
  *ask(sets: readonly CapabilitySet[]): Asking<void> {
    for (let unknown = this.#unknown(sets); unknown.length > 0; unknown = this.#unknown(sets)) {
      const outcomes: readonly Outcome[] = yield unknown;
      for (const [index, set] of unknown.entries()) {
        (outcomes[index] === 'pass' ? this.#passing : this.#failing).push(set);
      }
    }
  }

  /** Whether one set passes. */
  *passes(set: CapabilitySet): Asking<boolean> {
    yield* this.ask([set]);
    return this.statusOf(set) === 'pass';
  }

  /**
   * One of the sets that passes: one of which it is known, else the first in order. Later ones are asked beside earlier ones
   * where there are slots for it.
   */
  *firstPassing(sets: readonly CapabilitySet[]): Asking<CapabilitySet | undefined> {
    const isPassing = (set: CapabilitySet): boolean => this.statusOf(set) === 'pass';
    let found = sets.find(isPassing);
    for (let group = this.#unknown(sets); found === undefined && group.length > 0; group = this.#unknown(sets)) {
      yield* this.ask(group);
      found = group.find(isPassing);
    }
    return found;
  }

  #unknown(sets: readonly CapabilitySet[]): CapabilitySet[] {
    return sets.filter((set) => this.statusOf(set) === 'unknown').slice(0, this.#slots);
  }
}
