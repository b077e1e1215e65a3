import { LongestFirst } from './longest-first.ts';

/**
 * The cases that may have something to ask, the longest first. One that turns out to have nothing is not looked at again before it is
 * put here anew, which makes a look as cheap among thousands of cases as among a few.
 */
export class WaitingCases {
  readonly #order: LongestFirst;

  constructor(cases: number) {
    this.#order = new LongestFirst(cases);
  }

  put(one: number, remainingMs: number): void {
    this.#order.put(one, remainingMs);
  }

  /** The first answer, besides of cases that somebody else asks. Only those are asked that have more work left than `aboveMs`. */
  firstAnswer<Answer>(
    ask: (one: number) => Answer | undefined,
    { aboveMs = -1, besides }: { readonly aboveMs?: number; readonly besides?: ReadonlySet<number> } = {},
  ): Answer | undefined {
    for (let position = 0; ; ) {
      const one = this.#order.at(position);
      if (one === undefined || this.#order.remainingMs(one) <= aboveMs) return undefined;
      if (besides?.has(one) === true) {
        position += 1;
        continue;
      }
      const answer = ask(one);
      if (answer !== undefined) return answer;
      this.#order.remove(one);
    }
  }
}
