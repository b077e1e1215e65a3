/** Cases by the work that is left in them, the longest first and equal ones as they come in the run. A case is its place in the run. */
export class LongestFirst {
  readonly #order: number[] = [];
  readonly #remainingMs: Float64Array;
  readonly #isIn: Uint8Array;

  constructor(cases: number) {
    this.#remainingMs = new Float64Array(cases);
    this.#isIn = new Uint8Array(cases);
  }

  get size(): number {
    return this.#order.length;
  }

  /** Undefined behind the last one. */
  at(position: number): number | undefined {
    return this.#order[position];
  }

  has(one: number): boolean {
    return this.#isIn[one] === 1;
  }

  /** What was left in a case when it was put here last. */
  remainingMs(one: number): number {
    return this.#remainingMs[one] ?? 0;
  }

  /** Puts a case where it belongs with so much work left, wherever it was before. */
  put(one: number, remainingMs: number): void {
    if (this.has(one) && this.remainingMs(one) === remainingMs) return;
    this.remove(one);
    this.#remainingMs[one] = remainingMs;
    this.#order.splice(this.#positionOf(one), 0, one);
    this.#isIn[one] = 1;
  }

  remove(one: number): void {
    if (!this.has(one)) return;
    this.#order.splice(this.#positionOf(one), 1);
    this.#isIn[one] = 0;
  }

  /** How many cases come before this one: a search by halves. */
  #positionOf(one: number): number {
    let [low, high] = [0, this.#order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#comesBefore(this.#order[middle] ?? one, one)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #comesBefore(one: number, other: number): boolean {
    const [own, others] = [this.remainingMs(one), this.remainingMs(other)];
    return own === others ? one < other : own > others;
  }
}
