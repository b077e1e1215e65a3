import type { Readable } from 'node:stream';
import { type DockerApi, requestStream } from '../api/docker-api.ts';

/** Fires when a container ends, or when the connection that would tell so is lost: a reason to look, never a result. */
export interface ExitSignal {
  readonly fired: Promise<void>;
  close(): void;
}

/**
 * Asks the engine to tell the next exit of a container. The engine has registered the wish when this resolves, so that no
 * exit after it is missed; a container must be started only then, because the engine says nothing about earlier exits.
 *
 * Read as a stream, since dockerode's wait() stays pending for ever when the connection breaks after the headers, which the
 * engine sends at once.
 */
export async function watchExit(api: DockerApi, id: string): Promise<ExitSignal> {
  const answer = await requestStream(api, {
    method: 'POST',
    path: `/containers/${id}/wait`,
    query: { condition: 'next-exit' },
  });
  return { fired: closed(answer), close: () => answer.destroy() };
}

async function closed(answer: Readable): Promise<void> {
  try {
    for await (const _ of answer);
  } catch {
    // A lost connection; whoever waits asks for the container's state in either case.
  }
}
