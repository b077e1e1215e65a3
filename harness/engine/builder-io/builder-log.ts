import { BoundedText } from '../bounded-text.ts';

/** A builder tells what it is at the beginning and why it failed at the end. */
const BOUNDS = { headBytes: 64 * 1024, tailBytes: 4 * 1024 * 1024 };

/** How often an engine is asked for a log. */
export const LOG_ATTEMPTS = 3;

/** What a builder wrote. */
export interface BuilderLog {
  readonly text: string;
  /** Of all that it wrote, also what the text leaves out. */
  readonly sizeBytes: number;
}

/** Reads a log to its end. */
export async function collectLog(pieces: AsyncIterable<Buffer>): Promise<BuilderLog> {
  const text = new BoundedText(BOUNDS);
  let sizeBytes = 0;
  for await (const piece of pieces) {
    text.append(piece);
    sizeBytes += piece.length;
  }
  return { text: text.toString(), sizeBytes };
}
