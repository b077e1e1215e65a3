import { HarnessError, systemErrorCode } from '../../../errors.ts';
import { DOCKER_DIALECT } from '../docker-dialect.ts';
import type { ApiDialect } from './api-dialect.ts';
import type { Environment } from './client-files.ts';
import { type ApiSettings, type DockerApi, openApi, request } from './docker-api.ts';
import { engineError, isUnreachable } from './docker-errors.ts';
import { candidateEndpoints, type Endpoint } from './endpoint.ts';
import { lent, openTunnel, silentBehind } from './ssh-tunnel.ts';
import { assertUsable } from './tls-settings.ts';

/** The newest API version whose answers this harness knows (Docker 28.3). */
const NEWEST_API = '1.51';

/** The oldest: Docker 20.10. */
const OLDEST_API = '1.41';

/** How long a candidate may take to show that it is an engine. */
const GREETING_DEADLINE_MS = 10_000;

/** How the engine is looked for and used. */
export interface ConnectSettings {
  readonly environment: Environment;
  /** Where it is, in the place of what the environment says. @default what the environment says */
  readonly host?: string | undefined;
  /** How long the engine may take to answer one request. */
  readonly deadlineMs: number;
}

/** A connection to the first endpoint at which an engine answers, or what keeps all of them from being used. */
export type Connection =
  | { readonly kind: 'connected'; readonly api: DockerApi }
  | { readonly kind: 'absent'; readonly problem: HarnessError };

/**
 * Connects to Docker at the first endpoint, in the docker client's order, at which it answers.
 *
 * @throws HarnessError if an engine answers that cannot be used, or the user's choice of endpoint cannot be read or reached.
 */
export function connectDocker(settings: ConnectSettings): Promise<Connection> {
  return connectFirst(candidateEndpoints(settings), DOCKER_DIALECT, settings.deadlineMs);
}

/**
 * Connects to the first of these endpoints at which an engine of this dialect answers, and agrees on an API version.
 *
 * @throws HarnessError if an engine answers that cannot be used, or the one that the user chose does not answer.
 */
export async function connectFirst(
  endpoints: readonly Endpoint[],
  dialect: ApiDialect,
  deadlineMs: number,
): Promise<Connection> {
  const failures: Failure[] = [];
  for (const endpoint of endpoints) {
    try {
      return { kind: 'connected', api: await connectTo(endpoint, dialect, deadlineMs) };
    } catch (thrown) {
      const isAnother = thrown instanceof AnotherEngineError;
      if (endpoint.isChosen || (thrown instanceof HarnessError && !isAnother)) {
        throw engineError(`use ${dialect.title}`, { endpoint, dialect }, thrown);
      }
      failures.push({ endpoint, thrown });
    }
  }
  return { kind: 'absent', problem: worstFailure(failures, dialect) };
}

/** Why an endpoint was of no use. */
interface Failure {
  readonly endpoint: Endpoint;
  readonly thrown: unknown;
}

async function connectTo(endpoint: Endpoint, dialect: ApiDialect, deadlineMs: number): Promise<DockerApi> {
  const { transport, url } = endpoint;
  if (transport.kind === 'tcp' && transport.tls !== undefined) assertUsable(transport.tls);
  const there = `${dialect.title} at ${url}`;
  const tunnel = transport.kind === 'ssh' ? await openTunnel(transport, there) : undefined;
  try {
    const apiVersion = await greet(endpoint, dialect, { deadlineMs, tunnel });
    return await openApi(endpoint, dialect, { deadlineMs, apiVersion, tunnel });
  } catch (thrown) {
    tunnel?.close();
    if (tunnel === undefined || transport.kind !== 'ssh' || !isUnreachable(thrown)) throw thrown;
    throw silentBehind(transport, there, tunnel.said());
  }
}

/** A socket that may not be used, and one at which another engine answers, tell more than the absence of the others. */
function worstFailure(failures: readonly Failure[], dialect: ApiDialect): HarnessError {
  const told =
    failures.find(({ thrown }) => systemErrorCode(thrown) === 'EACCES') ??
    failures.find(({ thrown }) => thrown instanceof AnotherEngineError) ??
    failures[0];
  if (told === undefined) throw new Error('an engine is looked for at one place at least');
  return engineError(`use ${dialect.title}`, { endpoint: told.endpoint, dialect }, told.thrown);
}

/** Asks who is there and gives the API version to speak. */
async function greet(
  endpoint: Endpoint,
  dialect: ApiDialect,
  { deadlineMs, tunnel }: Pick<ApiSettings, 'deadlineMs' | 'tunnel'>,
): Promise<string> {
  if (endpoint.url.startsWith('npipe:')) {
    // The context's end is told by closing one direction only, which Node cannot do with a named pipe.
    throw new HarnessError('ENGINE_UNSUPPORTED', `Cannot send build contexts through the named pipe ${endpoint.url}`, {
      hint: 'Run this tool in WSL 2, where Docker has a unix socket, or set DOCKER_HOST to a tcp:// or ssh:// address.',
    });
  }
  const limits = { deadlineMs: Math.min(deadlineMs, GREETING_DEADLINE_MS) };
  const api = await openApi(endpoint, dialect, { ...limits, tunnel: lent(tunnel) });
  try {
    const version = await request(api, api.docker.version());
    assertSpeaks(dialect, endpoint, version);
    const { ApiVersion, MinAPIVersion, Version } = version;
    return negotiate(ApiVersion, MinAPIVersion, `${dialect.title} ${Version} at ${endpoint.url}`);
  } finally {
    api.close();
  }
}

/** Another engine than the one that is looked for, which speaks the same API. */
class AnotherEngineError extends HarnessError {}

/** An engine that takes requests made for another one does something else than it was asked for. */
function assertSpeaks(
  { kind, title }: ApiDialect,
  { url, source }: Endpoint,
  { Components = [] }: { readonly Components?: readonly { readonly Name: string }[] },
): void {
  const answers = Components.some(({ Name }) => Name === 'Podman Engine') ? 'podman' : 'docker';
  if (answers === kind) return;
  const [other, variable] = answers === 'podman' ? ['Podman', 'CONTAINER_HOST'] : ['Docker', 'DOCKER_HOST'];
  throw new AnotherEngineError('ENGINE_UNSUPPORTED', `${other} answers at ${url} (${source}), not ${title}`, {
    hint: source === '--host' ? `Use --engine ${answers}.` : `Use --engine ${answers} with ${variable}=${url}.`,
  });
}

/**
 * The API version to speak: the newest that both sides know. `engine` names the engine in the message.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED if there is none.
 */
export function negotiate(newest: string | undefined, oldest: string | undefined, engine: string): string {
  const theirs = newest ?? '0.0';
  const agreed = compareVersions(theirs, NEWEST_API) < 0 ? theirs : NEWEST_API;
  if (compareVersions(agreed, OLDEST_API) < 0) {
    const hint = 'Docker 20.10 or later is needed.';
    throw new HarnessError('ENGINE_UNSUPPORTED', `${engine} speaks API ${theirs} only, ${OLDEST_API} is needed`, {
      hint,
    });
  }
  if (compareVersions(agreed, oldest ?? '0.0') < 0) {
    const hint = 'A newer version of this tool is needed for it.';
    throw new HarnessError('ENGINE_UNSUPPORTED', `${engine} no longer speaks API ${agreed}`, { hint });
  }
  return agreed;
}

function compareVersions(a: string, b: string): number {
  const [[majorA = 0, minorA = 0], [majorB = 0, minorB = 0]] = [a.split('.').map(Number), b.split('.').map(Number)];
  return majorA - majorB || minorA - minorB;
}
