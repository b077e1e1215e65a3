import type { ByteReader } from './byte-reader.ts';
import { paddingBytes } from './tar-header.ts';

/** The content of one entry, still in the archive. */
export class EntryContent implements AsyncIterable<Buffer> {
  readonly #reader: ByteReader;
  readonly #paddingBytes: number;
  #missingBytes: number;

  constructor(reader: ByteReader, sizeBytes: number) {
    this.#reader = reader;
    this.#missingBytes = sizeBytes;
    this.#paddingBytes = paddingBytes(sizeBytes);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (let portion = await this.#next(); portion !== undefined; portion = await this.#next()) yield portion;
  }

  /** Reads on to where the next header begins. */
  async skip(): Promise<void> {
    while ((await this.#next()) !== undefined);
    await this.#reader.exactly(this.#paddingBytes);
  }

  async #next(): Promise<Buffer | undefined> {
    if (this.#missingBytes === 0) return undefined;
    const portion = await this.#reader.some(this.#missingBytes);
    if (portion === undefined) throw new Error('the archive ends in the middle of an entry');
    this.#missingBytes -= portion.length;
    return portion;
  }
}
