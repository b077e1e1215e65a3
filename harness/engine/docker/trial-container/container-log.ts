import { BoundedText } from '../../bounded-text.ts';
import { pause } from '../../deadline.ts';
import { type DockerApi, requestStream } from '../api/docker-api.ts';
import { hasStatus } from '../api/docker-errors.ts';
import { demultiplex } from './demultiplexer.ts';

/** A builder tells what it is at the beginning and why it failed at the end. */
const BOUNDS = { headBytes: 64 * 1024, tailBytes: 4 * 1024 * 1024 };

const ATTEMPTS = 3;

/** What a container wrote. */
export interface ContainerLog {
  readonly text: string;
  /** Of all that it wrote, also what the text leaves out. */
  readonly sizeBytes: number;
}

/**
 * What an ended container wrote, stdout and stderr in the order of time, from the engine's log; null if the engine does not
 * have it or cannot give all of it. The attached stream is never the source: it may end early without an error.
 */
export async function readLog(api: DockerApi, id: string): Promise<ContainerLog | null> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await readOnce(api, id);
    } catch (thrown) {
      if (hasStatus(thrown, 404)) return null;
      await pause(100 * attempt);
    }
  }
  return null;
}

async function readOnce(api: DockerApi, id: string): Promise<ContainerLog> {
  const answer = await requestStream(api, {
    method: 'GET',
    path: `/containers/${id}/logs`,
    query: { stdout: true, stderr: true },
  });
  const stall = setTimeout(() => answer.destroy(new Error('the log stopped coming')), api.deadlineMs);
  const text = new BoundedText(BOUNDS);
  let sizeBytes = 0;
  try {
    for await (const frame of demultiplex(answer)) {
      stall.refresh();
      if (frame.stream === 'daemon') throw new Error(frame.payload.toString('utf8'));
      text.append(frame.payload);
      sizeBytes += frame.payload.length;
    }
  } finally {
    clearTimeout(stall);
  }
  return { text: text.toString(), sizeBytes };
}
