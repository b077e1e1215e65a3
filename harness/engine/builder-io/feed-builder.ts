import type { Readable } from 'node:stream';
import { messageOf } from '../../errors.ts';
import type { FeedOutcome } from '../trial-port.ts';

/** A context on its way to a builder. */
export interface Feeding {
  readonly context: Readable;
  /** Settles when all of the context has left. */
  readonly sending: Promise<void>;
  /** Resolves when the connection is closed, by whomever. */
  readonly closed: Promise<unknown>;
  /** What the connection leads to, for people. */
  readonly receiver: string;
}

/** How the sending of a context ended: broken where the connection closed first. Never rejects. */
export async function feedOutcome({ context, sending, closed, receiver }: Feeding): Promise<FeedOutcome> {
  const broken = closed.then(() => {
    throw new Error(`the connection to the ${receiver} was closed`);
  });
  try {
    await Promise.race([sending, broken]);
    return { kind: 'delivered' };
  } catch (thrown) {
    context.destroy();
    return { kind: 'broken', message: `the context could not be sent: ${messageOf(thrown)}` };
  }
}
