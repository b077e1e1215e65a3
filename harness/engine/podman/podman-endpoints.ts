import { join } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { type Endpoint, type Environment, endpointAt } from '../docker/api/endpoint.ts';

/** Whose endpoints are looked for. */
export interface PodmanSearch {
  readonly environment: Environment;
  /** @default this process's */
  readonly userId?: number | undefined;
}

/**
 * The places where a Podman service may be: CONTAINER_HOST, and nothing else where it is set; else the socket of the user's own
 * rootless service, then the one of the machine's service.
 *
 * @throws HarnessError for a CONTAINER_HOST that cannot be used.
 */
export function podmanEndpoints({ environment, userId = process.getuid?.() }: PodmanSearch): Endpoint[] {
  const { CONTAINER_HOST, XDG_RUNTIME_DIR } = environment;
  if (CONTAINER_HOST) return [chosenEndpoint(CONTAINER_HOST)];
  const sockets = new Map<string, string>();
  if (XDG_RUNTIME_DIR) sockets.set(join(XDG_RUNTIME_DIR, SOCKET), 'rootless Podman (XDG_RUNTIME_DIR)');
  if (userId !== undefined && userId !== 0) sockets.set(join(`/run/user/${userId}`, SOCKET), 'rootless Podman');
  sockets.set(join('/run', SOCKET), 'default');
  return [...sockets].map(([path, source]) => endpointAt(`unix://${path}`, source, undefined));
}

/** Below a directory for what runs. */
const SOCKET = 'podman/podman.sock';

function chosenEndpoint(url: string): Endpoint {
  if (url.startsWith('ssh:')) {
    throw new HarnessError('ENGINE_UNSUPPORTED', 'CONTAINER_HOST names a Podman service behind ssh', {
      hint:
        'Forward its socket, and name that: ssh -nNT -L /tmp/podman.sock:/run/podman/podman.sock HOST, then ' +
        'CONTAINER_HOST=unix:///tmp/podman.sock.',
    });
  }
  return { ...endpointAt(url, 'CONTAINER_HOST', undefined), isChosen: true };
}
