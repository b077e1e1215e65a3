import type { Readable } from 'node:stream';
import { within } from '../../deadline.ts';
import type { Cluster } from './cluster.ts';
import { isUnanswered } from './kube-failure.ts';
import { openPodStream, type PodStream } from './pod-stream.ts';

/** A command to run in a container. */
export interface PodCommand {
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
}

/** What a command said, and how it ended. */
export interface CommandAnswer {
  readonly exitCode: number;
  /** Its standard output and, after it, the beginning of its standard error. */
  readonly said: string;
}

/**
 * Runs a short command in a container and gives what it said. One that can be repeated is asked for again if nobody answered.
 *
 * @throws Error if it could not be run, or the connection broke.
 */
export async function runInPod(cluster: Cluster, asked: PodCommand): Promise<CommandAnswer> {
  const run = async (): Promise<CommandAnswer> => {
    const stream = await openPodStream(cluster, { ...asked, input: false });
    try {
      return await within(cluster.deadlineMs, answerOf(stream));
    } finally {
      stream.close();
    }
  };
  return run().catch((thrown: unknown) => (isUnanswered(thrown) ? run() : Promise.reject(thrown)));
}

/**
 * Runs a command in a container that reads its standard input to the end.
 *
 * @throws Error if it could not be run, what it was to read could not be read, or the connection broke.
 */
export async function pipeIntoPod(cluster: Cluster, asked: PodCommand, input: Readable): Promise<CommandAnswer> {
  const stream = await openPodStream(cluster, { ...asked, input: true });
  try {
    const answered = answerOf(stream);
    // A command that ends early closes the stream under what is being sent; its answer says why.
    const sending = sendAll(stream, input, cluster.deadlineMs);
    sending.catch(() => undefined);
    await Promise.race([sending, answered]);
    return await within(cluster.deadlineMs, answered);
  } finally {
    input.destroy();
    stream.close();
  }
}

/** Sends all that a stream gives and closes the input, at the pace at which it leaves. */
export async function sendAll(stream: PodStream, input: Readable, stallMs: number): Promise<void> {
  for await (const piece of input) await within(stallMs, stream.write(Buffer.from(piece)));
  stream.endInput();
}

async function answerOf(stream: PodStream): Promise<CommandAnswer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream.output) pieces.push(piece);
  const end = await stream.ended;
  if (end.kind === 'broken') throw new Error(end.message);
  return { exitCode: end.exitCode, said: Buffer.concat(pieces).toString('utf8') + stream.errors() };
}
