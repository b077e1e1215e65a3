import { type BuilderLog, collectLog, LOG_ATTEMPTS } from '../../builder-io/builder-log.ts';
import { pause } from '../../deadline.ts';
import { type DockerApi, requestStream } from '../api/docker-api.ts';
import { hasStatus } from '../api/docker-errors.ts';
import { demultiplex } from './demultiplexer.ts';

/**
 * What an ended container wrote, stdout and stderr in the order of time, from the engine's log; null if the engine does not
 * have it or cannot give all of it. The attached stream is never the source: it may end early without an error.
 */
export async function readLog(api: DockerApi, id: string): Promise<BuilderLog | null> {
  for (let attempt = 1; attempt <= LOG_ATTEMPTS; attempt += 1) {
    try {
      return await readOnce(api, id);
    } catch (thrown) {
      if (hasStatus(thrown, 404)) return null;
      await pause(100 * attempt);
    }
  }
  return null;
}

async function readOnce(api: DockerApi, id: string): Promise<BuilderLog> {
  const answer = await requestStream(api, {
    method: 'GET',
    path: `/containers/${id}/logs`,
    query: { stdout: true, stderr: true },
  });
  const stall = setTimeout(() => answer.destroy(new Error('the log stopped coming')), api.deadlineMs);
  const pieces = async function* (): AsyncGenerator<Buffer> {
    for await (const { stream, payload } of demultiplex(answer)) {
      stall.refresh();
      if (stream === 'daemon') throw new Error(payload.toString('utf8'));
      yield payload;
    }
  };
  try {
    return await collectLog(pieces());
  } finally {
    clearTimeout(stall);
  }
}
