/** How much of a text is kept. */
export interface TextBounds {
  readonly headBytes: number;
  readonly tailBytes: number;
}

/** A text that grows without end in bounded memory: its beginning and its end are kept. */
export class BoundedText {
  readonly #bounds: TextBounds;
  readonly #head: Buffer[] = [];
  readonly #tail: Buffer[] = [];
  #headBytes = 0;
  #tailBytes = 0;
  #omittedBytes = 0;

  constructor(bounds: TextBounds) {
    this.#bounds = bounds;
  }

  append(chunk: Buffer): void {
    const first = chunk.subarray(0, this.#bounds.headBytes - this.#headBytes);
    if (first.length > 0) {
      this.#head.push(first);
      this.#headBytes += first.length;
    }
    const rest = chunk.subarray(first.length);
    if (rest.length === 0) return;
    this.#tail.push(rest);
    this.#tailBytes += rest.length;
    this.#dropFromTail();
  }

  /** The text; where something is left out, a line of its own says how much. */
  toString(): string {
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail);
    const surplus = Math.max(0, tail.length - this.#bounds.tailBytes);
    const omittedBytes = this.#omittedBytes + surplus;
    if (omittedBytes === 0) return Buffer.concat([head, tail]).toString('utf8');
    return `${head.toString('utf8')}\n[${omittedBytes} bytes left out]\n${tail.subarray(surplus).toString('utf8')}`;
  }

  /** Whole chunks, and only when there are twice as many bytes as are kept: nothing is copied, and dropping stays rare. */
  #dropFromTail(): void {
    if (this.#tailBytes < 2 * this.#bounds.tailBytes) return;
    let dropped = 0;
    for (const chunk of this.#tail) {
      if (this.#tailBytes - chunk.length < this.#bounds.tailBytes) break;
      this.#tailBytes -= chunk.length;
      this.#omittedBytes += chunk.length;
      dropped += 1;
    }
    this.#tail.splice(0, dropped);
  }
}
