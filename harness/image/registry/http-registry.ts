import { Agent, get, type IncomingMessage } from 'node:http';
import { HarnessError, messageOf } from '../../errors.ts';
import type { RegistrySource } from './registry-source.ts';
import { readStoredManifest } from './stored-manifest.ts';

/** A registry that is read over HTTP. */
export interface HttpRegistry extends RegistrySource {
  /** Drops the connections that are kept open. */
  close(): void;
}

/** How patient the client is. */
export interface HttpRegistrySettings {
  /** How long an answer may take to begin. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 30_000;

const MANIFEST_TYPES = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  // Accepted so that an index is recognised and named, not reported as missing.
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.index.v1+json',
];

/** Reads a registry at `http://host:port` with the API v2 of the distribution project. */
export function createHttpRegistry(url: string, settings: HttpRegistrySettings = {}): HttpRegistry {
  const agent = new Agent({ keepAlive: true });
  const deadlineMs = settings.deadlineMs ?? DEADLINE_MS;
  const ask = async (path: string): Promise<IncomingMessage> => {
    try {
      return await request({ url: `${url}${path}`, agent, deadlineMs });
    } catch (thrown) {
      throw unreadable(`${url}${path}`, messageOf(thrown), thrown);
    }
  };
  return {
    async manifest(repository, reference) {
      const path = `/v2/${repository}/manifests/${reference}`;
      const response = await ask(path);
      if (response.statusCode === 200) return readStoredManifest(response, `${url}${path}`);
      response.destroy();
      if (response.statusCode === 404) return undefined;
      throw unreadable(`${url}${path}`, `HTTP status ${response.statusCode}`);
    },
    async blob(repository, digest) {
      const path = `/v2/${repository}/blobs/${digest}`;
      const response = await ask(path);
      if (response.statusCode === 200) return response;
      response.destroy();
      throw unreadable(`${url}${path}`, `HTTP status ${response.statusCode}`);
    },
    close: () => agent.destroy(),
  };
}

interface Request {
  readonly url: string;
  readonly agent: Agent;
  readonly deadlineMs: number;
}

/** Sends a GET and waits for the head of the answer. */
function request({ url, agent, deadlineMs }: Request): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = get(url, { agent, headers: { accept: MANIFEST_TYPES.join(', ') } });
    const deadline = setTimeout(() => sent.destroy(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
    sent.on('response', (response) => {
      clearTimeout(deadline);
      resolve(response);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(deadline);
      // The registry may close a kept connection in the moment in which it is used again; nothing was answered then.
      const wasStale = sent.reusedSocket && error.code === 'ECONNRESET';
      if (wasStale) resolve(request({ url, agent, deadlineMs }));
      else reject(error);
    });
  });
}

function unreadable(url: string, reason: string, cause?: unknown): HarnessError {
  return new HarnessError('IMAGE_UNREADABLE', `Cannot read ${url}: ${reason}`, { cause });
}
