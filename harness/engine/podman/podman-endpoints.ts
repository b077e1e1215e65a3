import { join } from 'node:path';
import type { Environment } from '../docker/api/client-files.ts';
import { type Endpoint, endpointAt } from '../docker/api/endpoint.ts';

/** Whose endpoints are looked for. */
export interface PodmanSearch {
  readonly environment: Environment;
  /** What --host says. @default nothing */
  readonly host?: string | undefined;
  /** @default this process's */
  readonly userId?: number | undefined;
}

/**
 * The places where a Podman service may be: what --host names, else CONTAINER_HOST, and nothing else where one of them is given; else
 * the socket of the user's own rootless service, then the one of the machine's service.
 *
 * @throws HarnessError ENGINE_CHOICE for an address that cannot be understood.
 */
export function podmanEndpoints({ environment, host, userId = process.getuid?.() }: PodmanSearch): Endpoint[] {
  const { CONTAINER_HOST, XDG_RUNTIME_DIR } = environment;
  if (host !== undefined) return [chosenEndpoint(host, '--host')];
  if (CONTAINER_HOST) return [chosenEndpoint(CONTAINER_HOST, 'CONTAINER_HOST')];
  const sockets = new Map<string, string>();
  if (XDG_RUNTIME_DIR) sockets.set(join(XDG_RUNTIME_DIR, SOCKET), 'rootless Podman (XDG_RUNTIME_DIR)');
  if (userId !== undefined && userId !== 0) sockets.set(join(`/run/user/${userId}`, SOCKET), 'rootless Podman');
  sockets.set(join('/run', SOCKET), 'default');
  return [...sockets].map(([path, source]) => endpointAt(`unix://${path}`, source, {}));
}

/** Below a directory for what runs. */
const SOCKET = 'podman/podman.sock';

function chosenEndpoint(url: string, source: string): Endpoint {
  return { ...endpointAt(url, source, { socket: join('/run', SOCKET), title: 'Podman' }), isChosen: true };
}
