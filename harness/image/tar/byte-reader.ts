const EMPTY = Buffer.alloc(0);

/** Reads a stream of chunks in portions of any size, holding one chunk at a time. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = EMPTY;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Whatever is at hand next, at most `limit` bytes; undefined at the end of the stream. */
  async some(limit: number): Promise<Buffer | undefined> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return undefined;
      this.#rest = next.value;
    }
    const portion = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(portion.length);
    return portion;
  }

  /** Exactly `length` bytes; undefined if the stream ends before the first of them, an error if it ends inside. */
  async exactly(length: number): Promise<Buffer | undefined> {
    if (length === 0) return EMPTY;
    const first = await this.some(length);
    if (first === undefined || first.length === length) return first;
    const portions = [first];
    for (let missing = length - first.length; missing > 0; ) {
      const portion = await this.some(missing);
      if (portion === undefined) throw new Error('the archive ends in the middle of an entry');
      portions.push(portion);
      missing -= portion.length;
    }
    return Buffer.concat(portions);
  }

  /** Reads on to the end of the stream. */
  async drain(): Promise<void> {
    while ((await this.some(Number.POSITIVE_INFINITY)) !== undefined);
  }
}
