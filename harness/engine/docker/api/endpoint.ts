import { join } from 'node:path';
import { HarnessError } from '../../../errors.ts';
import { withoutPasswords } from '../../../vocabulary/credential-words.ts';
import { type Environment, homeOf } from './client-files.ts';
import { type ChosenContext, contextIn, readContext } from './docker-context.ts';
import { type TlsSettings, tlsFromEnvironment } from './tls-settings.ts';

/** How an endpoint is reached. */
export type Transport =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsSettings | undefined }
  | {
      readonly kind: 'ssh';
      readonly host: string;
      /** Undefined for what the configuration of ssh says. */
      readonly port: number | undefined;
      /** Undefined for what the configuration of ssh says. */
      readonly user: string | undefined;
      /** The socket of the engine on the other machine. */
      readonly socket: string;
    };

/** Where an engine may be that speaks Docker's API. */
export interface Endpoint {
  /** As users write it: `unix:///var/run/docker.sock`. */
  readonly url: string;
  /** What led here: `DOCKER_HOST`, `context "remote"`, `default`, ... */
  readonly source: string;
  /** Whether the user named it, so that nothing else may be spoken to instead. */
  readonly isChosen: boolean;
  readonly transport: Transport;
}

/** Whose endpoints are looked for. */
export interface EndpointSearch {
  readonly environment: Environment;
  /** What --host says. @default nothing */
  readonly host?: string | undefined;
  readonly platform?: NodeJS.Platform;
  readonly userId?: number;
}

/**
 * The places where the engine may be, in the docker client's order: what --host says; DOCKER_HOST; the context that DOCKER_CONTEXT or the
 * client's configuration names; else the default socket, then the sockets of rootless Docker and Docker Desktop. What a user
 * has chosen is the only candidate: nothing else is ever spoken to instead.
 *
 * @throws HarnessError ENGINE_CHOICE for a choice that cannot be read.
 */
export function candidateEndpoints(search: EndpointSearch): Endpoint[] {
  const { environment, host } = search;
  if (host !== undefined) return [{ ...namedEndpoint(host, environment), isChosen: true }];
  const { DOCKER_HOST } = environment;
  if (DOCKER_HOST) {
    const tls = tlsFromEnvironment(environment);
    return [{ ...endpointAt(DOCKER_HOST, 'DOCKER_HOST', { tls }), isChosen: true }];
  }
  const context = contextIn(environment);
  if (context !== undefined) return [{ ...contextEndpoint(context, environment), isChosen: true }];
  return defaultEndpoints(search);
}

/** A context has certificates of its own: only so can several engines have different ones. */
function namedEndpoint(host: string, environment: Environment): Endpoint {
  const name = contextNameIn(host);
  if (name === undefined) return endpointAt(host, '--host', { tls: tlsFromEnvironment(environment) });
  return contextEndpoint({ name, chosenBy: '--host' }, environment);
}

/** The docker context that an address names; undefined if it names none. */
export function contextNameIn(host: string): string | undefined {
  return /^context:\/\/(.*)$/.exec(host)?.[1];
}

function contextEndpoint(chosen: ChosenContext, environment: Environment): Endpoint {
  const { host, tls } = readContext(chosen, environment);
  return endpointAt(host, `context "${chosen.name}" (${chosen.chosenBy})`, { tls });
}

function defaultEndpoints({ environment, platform = process.platform, userId }: EndpointSearch): Endpoint[] {
  const at = (url: string, source: string): Endpoint => endpointAt(url, source, {});
  if (platform === 'win32') return [at('npipe:////./pipe/docker_engine', 'default')];
  const { XDG_RUNTIME_DIR } = environment;
  const user = userId ?? process.getuid?.();
  const sockets = new Map([[DEFAULT_SOCKET, 'default']]);
  if (XDG_RUNTIME_DIR) sockets.set(join(XDG_RUNTIME_DIR, 'docker.sock'), 'rootless Docker (XDG_RUNTIME_DIR)');
  if (user !== undefined) sockets.set(`/run/user/${user}/docker.sock`, 'rootless Docker');
  sockets.set(join(homeOf(environment), '.docker/run/docker.sock'), 'Docker Desktop');
  return [...sockets].map(([path, source]) => at(`unix://${path}`, source));
}

/** What an address leaves open. */
export interface AddressDefaults {
  /** @default the connection is not secured, unless the address says so */
  readonly tls?: TlsSettings | undefined;
  /** Where the engine listens unless somebody says otherwise. @default that of Docker */
  readonly socket?: string;
  /** @default Docker */
  readonly title?: string;
}

/** Where Docker listens unless somebody says otherwise. */
const DEFAULT_SOCKET = '/var/run/docker.sock';

/**
 * What an address means, as a user writes it.
 *
 * @throws HarnessError ENGINE_CHOICE for one that cannot be understood.
 */
export function endpointAt(
  host: string,
  source: string,
  { tls, socket = DEFAULT_SOCKET, title = 'Docker' }: AddressDefaults,
): Endpoint {
  const url = host.includes('://') ? host : `tcp://${host}`;
  const transport = socketTransport(url, socket) ?? networkTransport(url, tls, socket);
  // It is shown and kept, and none of the transports uses a password.
  const shown = withoutPasswords(url);
  if (transport !== undefined) return { url: shown, source, isChosen: false, transport };
  throw new HarnessError('ENGINE_CHOICE', `Cannot understand the ${title} endpoint ${shown} (from ${source})`, {
    hint: 'Write it as unix:///PATH, tcp://HOST:PORT, ssh://USER@HOST or npipe:////./pipe/NAME.',
  });
}

function socketTransport(url: string, socket: string): Transport | undefined {
  const [, scheme, path] = /^(unix|npipe):\/\/(.*)$/.exec(url) ?? [];
  if (scheme === undefined) return undefined;
  return { kind: 'socket', path: path || (scheme === 'unix' ? socket : '//./pipe/docker_engine') };
}

function networkTransport(url: string, tls: TlsSettings | undefined, usual: string): Transport | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname: host, port, username, pathname } = new URL(url);
  if (host === '') return undefined;
  switch (protocol) {
    case 'ssh:': {
      const socket = ['', '/'].includes(pathname) ? usual : decodeURIComponent(pathname);
      // An address of IPv6 is in brackets only where a port may follow.
      return {
        kind: 'ssh',
        host: host.replace(/^\[(.*)\]$/, '$1'),
        port: port === '' ? undefined : Number(port),
        user: decodeURIComponent(username) || undefined,
        socket,
      };
    }
    case 'tcp:':
    case 'http:':
    case 'https:': {
      const secured = tls ?? (protocol === 'https:' ? { verify: true } : undefined);
      return { kind: 'tcp', host, port: Number(port) || (secured === undefined ? 2375 : 2376), tls: secured };
    }
    default:
      return undefined;
  }
}
