import type { Readable } from 'node:stream';
import { type DockerApi, silenceMs } from '../api/docker-api.ts';

/** One message of the engine while it moves an image. */
export interface ProgressMessage {
  readonly status?: string;
  readonly error?: string;
  /** What a push says when it is done. */
  readonly aux?: { readonly Digest?: string; readonly ID?: string };
}

/**
 * The messages of a pull, push or import, to its end. The request succeeds as soon as it begins: what becomes of it is said
 * here only, and a stream that breaks off says nothing.
 *
 * @throws Error with the engine's words if it failed.
 */
export async function transferMessages(api: DockerApi, answer: Readable): Promise<ProgressMessage[]> {
  const silence = setTimeout(() => answer.destroy(new Error('the engine stopped answering')), silenceMs(api));
  try {
    const messages: ProgressMessage[] = [];
    for await (const line of linesOf(answer)) {
      silence.refresh();
      const message: ProgressMessage = JSON.parse(line);
      if (message.error !== undefined) throw new Error(message.error);
      // Progress bars carry an id and say nothing that lasts.
      if (!('id' in message) || message.aux !== undefined) messages.push(message);
    }
    return messages;
  } finally {
    clearTimeout(silence);
    answer.destroy();
  }
}

async function* linesOf(answer: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line.trim() !== '');
  }
  if (rest.trim() !== '') yield rest;
}
