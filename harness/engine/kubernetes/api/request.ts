import { pause, within } from '../../deadline.ts';
import type { Cluster } from './cluster.ts';
import { isUnanswered, refusalOf } from './kube-failure.ts';

/** The pause before a request is repeated, where the API server does not say how long to wait. */
const PAUSE_MS = 500;

/** The longest wait that the API server may ask for. */
const LONGEST_WAIT_MS = 30_000;

/**
 * Asks the API server for something that can be asked for twice. A server that does not answer, or is about to restart, is asked again
 * until the deadline of one request is over.
 */
export function ask<T>(cluster: Pick<Cluster, 'deadlineMs'>, question: () => Promise<T>): Promise<T> {
  return repeat(cluster, question, (thrown) => isUnanswered(thrown) || isPassing(refusalOf(thrown)?.code));
}

/** Asks for a change, once. Only a server that says that it did nothing, because it is busy (429), is asked again. */
export function change<T>(cluster: Pick<Cluster, 'deadlineMs'>, request: () => Promise<T>): Promise<T> {
  return repeat(cluster, request, () => false);
}

/** 500: the server cannot reach its store. 502 to 504: what stands before it cannot reach the server. */
function isPassing(code: number | undefined): boolean {
  return code !== undefined && code >= 500 && code <= 504 && code !== 501;
}

const TOO_MANY_REQUESTS = 429;

async function repeat<T>(
  { deadlineMs }: Pick<Cluster, 'deadlineMs'>,
  request: () => Promise<T>,
  mayAskAgain: (thrown: unknown) => boolean,
): Promise<T> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    try {
      return await within(deadlineMs, request());
    } catch (thrown) {
      const refusal = refusalOf(thrown);
      const isBusy = refusal?.code === TOO_MANY_REQUESTS;
      if (!isBusy && !mayAskAgain(thrown)) throw thrown;
      const waitMs = Math.min(refusal?.retryAfterMs ?? PAUSE_MS, LONGEST_WAIT_MS);
      if (Date.now() + waitMs >= giveUpAt) throw thrown;
      await pause(waitMs);
    }
  }
}
