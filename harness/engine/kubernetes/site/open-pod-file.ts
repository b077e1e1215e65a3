import { Readable } from 'node:stream';
import { within } from '../../deadline.ts';
import type { Cluster } from '../api/cluster.ts';
import { openPodStream, type PodStream } from '../api/pod-stream.ts';

/** The exit code that says that there is no such file. */
const NO_FILE = 44;

const SCRIPT = `[ -f "$1" ] || exit ${NO_FILE}; exec cat "$1"`;

/**
 * Streams a file of a container; undefined if there is no such file.
 *
 * @throws Error if nothing can be read.
 */
export async function openPodFile(
  cluster: Cluster,
  { pod, container }: { readonly pod: string; readonly container: string },
  path: string,
): Promise<Readable | undefined> {
  const command = ['/bin/sh', '-c', SCRIPT, 'sh', path];
  const stream = await openPodStream(cluster, { pod, container, command, input: false });
  const pieces = stream.output[Symbol.asyncIterator]();
  try {
    const first = await within(cluster.deadlineMs, pieces.next());
    if (first.done === true && (await exitCodeOf(stream)) === NO_FILE) {
      stream.close();
      return undefined;
    }
    const content = contentOf(stream, first, pieces, cluster.deadlineMs);
    return Readable.from(content, { objectMode: false }).once('close', () => stream.close());
  } catch (thrown) {
    stream.close();
    throw thrown;
  }
}

async function* contentOf(
  stream: PodStream,
  first: IteratorResult<Buffer>,
  pieces: AsyncIterator<Buffer>,
  stallMs: number,
): AsyncGenerator<Buffer> {
  for (let next = first; next.done !== true; next = await within(stallMs, pieces.next())) yield next.value;
  const exitCode = await exitCodeOf(stream);
  if (exitCode !== 0) throw new Error(`the file cannot be read: ${stream.errors() || `exit code ${exitCode}`}`);
}

/** @throws Error if the connection broke: then nobody knows whether all has come. */
async function exitCodeOf({ ended }: PodStream): Promise<number> {
  const end = await ended;
  if (end.kind === 'broken') throw new Error(end.message);
  return end.exitCode;
}
