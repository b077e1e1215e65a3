import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Reads a stream through some steps, to its end. Whatever fails, all of them are closed and the reader's error is thrown,
 * which for a broken stream is the stream's; `pipeline` with a reader as its last step would say that it was aborted.
 */
export async function readThrough<Result>(
  source: Readable,
  steps: readonly [Transform, ...Transform[]],
  read: (chunks: AsyncIterable<Buffer>) => Promise<Result>,
): Promise<Result> {
  const output = steps.at(-1) ?? steps[0];
  const reading = read(output).catch((thrown: unknown) => {
    output.destroy();
    throw thrown;
  });
  const [result, passage] = await Promise.allSettled([reading, pipeline([source, ...steps])]);
  if (result.status === 'rejected') throw result.reason;
  if (passage.status === 'rejected') throw passage.reason;
  return result.value;
}
