import { type FalseFailures, falseFailureRateOf, falseFailuresOf } from '../proof/false-failures.ts';
import type { LiveCase } from './live-case.ts';

/** How often sets that serve fail all the same, over cases of which one changes at a time. */
export class PooledFailures {
  readonly #counted = new Map<LiveCase, FalseFailures>();
  #total: FalseFailures = { count: 0, trials: 0 };
  #rate = falseFailureRateOf(this.#total);

  get rate(): number {
    return this.#rate;
  }

  /** Takes in what a case shows now; says whether the rate is another one by that. */
  take(live: LiveCase): boolean {
    const before = this.#counted.get(live) ?? { count: 0, trials: 0 };
    const now = falseFailuresOf([live.state()]);
    this.#counted.set(live, now);
    this.#total = {
      count: this.#total.count + now.count - before.count,
      trials: this.#total.trials + now.trials - before.trials,
    };
    const rate = falseFailureRateOf(this.#total);
    const isAnother = rate !== this.#rate;
    this.#rate = rate;
    return isAnother;
  }
}
