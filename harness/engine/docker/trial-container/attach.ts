import { once } from 'node:events';
import type { Duplex, Readable } from 'node:stream';
import { feedOutcome } from '../../builder-io/feed-builder.ts';
import { within } from '../../deadline.ts';
import type { FeedOutcome } from '../../trial-port.ts';
import { type DockerApi, requestConnection } from '../api/docker-api.ts';

/** The connection to a container's standard streams. */
export interface Attachment {
  /** What the container writes, multiplexed. Somebody must read it or the container stops at a full pipe. */
  readonly connection: Duplex;
  /** Resolves when the connection is closed, by whomever. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Connects to the standard streams of a container, which need not have started. */
export async function attach(api: DockerApi, id: string): Promise<Attachment> {
  const connection = await requestConnection(api, {
    method: 'POST',
    path: `/containers/${id}/attach`,
    query: { stream: true, stdin: true, stdout: true, stderr: true },
  });
  // A connection that breaks while nobody uses it is no news: whoever uses it sees it closed.
  connection.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => connection.once('close', () => resolve()));
  return { connection, closed, close: () => connection.destroy() };
}

/**
 * Sends a context and closes the container's standard input, at the pace at which the container reads: when it reads nothing
 * for `stallMs`, or the connection closes before all has left, the feed is broken. Never rejects.
 */
export function feed({ connection, closed }: Attachment, context: Readable, stallMs: number): Promise<FeedOutcome> {
  const sending = send(connection, context, stallMs);
  return feedOutcome({ context, sending, closed, receiver: 'container' });
}

async function send(connection: Duplex, context: Readable, stallMs: number): Promise<void> {
  for await (const chunk of context) {
    // Node sometimes never finishes writing nothing to a unix socket.
    if (chunk.length > 0 && !connection.write(chunk)) await within(stallMs, once(connection, 'drain'));
  }
  const finished = once(connection, 'finish');
  connection.end();
  await within(stallMs, finished);
}
