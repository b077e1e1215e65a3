import { HarnessError, systemErrorCode } from '../../../errors.ts';
import { type DockerApi, openApi, request } from './docker-api.ts';
import { engineError, unreachableError } from './docker-errors.ts';
import { candidateEndpoints, type Endpoint, type Environment } from './endpoint.ts';

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
 * Connects to the first endpoint, in the docker client's order, at which an engine answers, and agrees on an API version.
 *
 * @throws HarnessError if an engine answers that cannot be used, or the user's choice of endpoint cannot be read or reached.
 */
export async function connectDocker(settings: ConnectSettings): Promise<Connection> {
  const failures: { endpoint: Endpoint; thrown: unknown }[] = [];
  for (const endpoint of candidateEndpoints(settings)) {
    try {
      const apiVersion = await greet(endpoint, settings.deadlineMs);
      return { kind: 'connected', api: await openApi(endpoint, settings.deadlineMs, apiVersion) };
    } catch (thrown) {
      if (thrown instanceof HarnessError) throw thrown;
      if (endpoint.isChosen) throw engineError('use Docker', endpoint.url, thrown);
      failures.push({ endpoint, thrown });
    }
  }
  return { kind: 'absent', problem: worstFailure(failures) };
}

/** A socket that may not be used tells more than the absence of the others. */
function worstFailure(failures: readonly { endpoint: Endpoint; thrown: unknown }[]): HarnessError {
  const forbidden = failures.find(({ thrown }) => systemErrorCode(thrown) === 'EACCES');
  const told = forbidden ?? failures[0];
  return told === undefined
    ? unreachableError('unix:///var/run/docker.sock', undefined)
    : engineError('use Docker', told.endpoint.url, told.thrown);
}

/** Asks who is there and gives the API version to speak. */
async function greet(endpoint: Endpoint, deadlineMs: number): Promise<string> {
  if (endpoint.url.startsWith('npipe:')) {
    // The context's end is told by closing one direction only, which Node cannot do with a named pipe.
    throw new HarnessError('ENGINE_UNSUPPORTED', `Cannot send build contexts through the named pipe ${endpoint.url}`, {
      hint: 'Run this tool in WSL 2, where Docker has a unix socket, or set DOCKER_HOST to a tcp:// or ssh:// address.',
    });
  }
  const api: DockerApi = await openApi(endpoint, Math.min(deadlineMs, GREETING_DEADLINE_MS));
  try {
    const { ApiVersion, MinAPIVersion, Version } = await request(api, api.docker.version());
    return negotiate(ApiVersion, MinAPIVersion, `Docker ${Version} at ${endpoint.url}`);
  } finally {
    api.close();
  }
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
