import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { HarnessError } from '../../../errors.ts';
import { withoutPasswords } from '../../../vocabulary/credential-words.ts';

/** The variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The certificates with which a TLS endpoint is spoken to. */
export interface TlsSettings {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** Whether the engine's certificate is checked. */
  readonly verify: boolean;
}

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

/** Where the engine listens unless somebody says otherwise. */
const DEFAULT_SOCKET = '/var/run/docker.sock';

/** Where a Docker engine may be. */
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
  if (host !== undefined) {
    return [{ ...endpointAt(host, '--host', tlsFromEnvironment(environment)), isChosen: true }];
  }
  const { DOCKER_HOST } = environment;
  if (DOCKER_HOST) {
    const tls = tlsFromEnvironment(environment);
    return [{ ...endpointAt(DOCKER_HOST, 'DOCKER_HOST', tls), isChosen: true }];
  }
  const context = chosenContext(environment);
  if (context !== undefined) {
    return [{ ...contextEndpoint(context.name, context.source, environment), isChosen: true }];
  }
  return defaultEndpoints(search);
}

function defaultEndpoints({ environment, platform = process.platform, userId }: EndpointSearch): Endpoint[] {
  const at = (url: string, source: string): Endpoint => endpointAt(url, source, undefined);
  if (platform === 'win32') return [at('npipe:////./pipe/docker_engine', 'default')];
  const { XDG_RUNTIME_DIR } = environment;
  const user = userId ?? process.getuid?.();
  const sockets = new Map([[DEFAULT_SOCKET, 'default']]);
  if (XDG_RUNTIME_DIR) sockets.set(join(XDG_RUNTIME_DIR, 'docker.sock'), 'rootless Docker (XDG_RUNTIME_DIR)');
  if (user !== undefined) sockets.set(`/run/user/${user}/docker.sock`, 'rootless Docker');
  sockets.set(join(homeOf(environment), '.docker/run/docker.sock'), 'Docker Desktop');
  return [...sockets].map(([path, source]) => at(`unix://${path}`, source));
}

/** The context that the user chose; undefined for the one named `default`, which is no context at all. */
function chosenContext(environment: Environment): { name: string; source: string } | undefined {
  const { DOCKER_CONTEXT } = environment;
  if (DOCKER_CONTEXT) {
    return DOCKER_CONTEXT === 'default' ? undefined : { name: DOCKER_CONTEXT, source: 'DOCKER_CONTEXT' };
  }
  const path = join(configDirectory(environment), 'config.json');
  const { currentContext } = readJson<{ currentContext?: string }>(path) ?? {};
  if (!currentContext || currentContext === 'default') return undefined;
  return { name: currentContext, source: `currentContext of ${path}` };
}

/** What is of use in a context's `meta.json`. */
interface ContextMetadata {
  readonly Endpoints?: { readonly docker?: { readonly Host?: string; readonly SkipTLSVerify?: boolean } };
}

function contextEndpoint(name: string, chosenBy: string, environment: Environment): Endpoint {
  const contexts = join(configDirectory(environment), 'contexts');
  const id = createHash('sha256').update(name).digest('hex');
  const { Host, SkipTLSVerify } =
    readJson<ContextMetadata>(join(contexts, 'meta', id, 'meta.json'))?.Endpoints?.docker ?? {};
  if (!Host) {
    throw new HarnessError('ENGINE_CHOICE', `The Docker context "${name}" (from ${chosenBy}) has no usable endpoint`, {
      hint: '`docker context ls` lists the contexts; set DOCKER_CONTEXT to one of them, or set DOCKER_HOST.',
    });
  }
  const certificates = certificatesIn(join(contexts, 'tls', id, 'docker'));
  const verify = SkipTLSVerify !== true;
  const tls = certificates === undefined && verify ? undefined : { ...certificates, verify };
  return endpointAt(Host, `context "${name}" (${chosenBy})`, tls);
}

/** As the docker client: either variable counts when it is not empty, and only DOCKER_TLS_VERIFY checks the certificate. */
function tlsFromEnvironment(environment: Environment): TlsSettings | undefined {
  const { DOCKER_TLS, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH } = environment;
  if (!DOCKER_TLS && !DOCKER_TLS_VERIFY) return undefined;
  return { ...certificatesIn(DOCKER_CERT_PATH || configDirectory(environment)), verify: Boolean(DOCKER_TLS_VERIFY) };
}

function certificatesIn(directory: string): Omit<TlsSettings, 'verify'> | undefined {
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readIfPresent(join(directory, file)));
  if (ca === undefined && cert === undefined && key === undefined) return undefined;
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

export function endpointAt(host: string, source: string, tls: TlsSettings | undefined): Endpoint {
  const url = host.includes('://') ? host : `tcp://${host}`;
  const transport = socketTransport(url) ?? networkTransport(url, tls);
  // It is shown and kept, and none of the transports uses a password.
  const shown = withoutPasswords(url);
  if (transport !== undefined) return { url: shown, source, isChosen: false, transport };
  throw new HarnessError('ENGINE_CHOICE', `Cannot understand the Docker endpoint ${shown} (from ${source})`, {
    hint: 'Write it as unix:///PATH, tcp://HOST:PORT, ssh://USER@HOST or npipe:////./pipe/NAME.',
  });
}

function socketTransport(url: string): Transport | undefined {
  const [, scheme, path] = /^(unix|npipe):\/\/(.*)$/.exec(url) ?? [];
  if (scheme === undefined) return undefined;
  return { kind: 'socket', path: path || (scheme === 'unix' ? DEFAULT_SOCKET : '//./pipe/docker_engine') };
}

function networkTransport(url: string, tls: TlsSettings | undefined): Transport | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname: host, port, username, pathname } = new URL(url);
  if (host === '') return undefined;
  switch (protocol) {
    case 'ssh:': {
      const socket = ['', '/'].includes(pathname) ? DEFAULT_SOCKET : decodeURIComponent(pathname);
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

function configDirectory({ HOME, DOCKER_CONFIG }: Environment): string {
  return DOCKER_CONFIG || join(homeOf({ HOME }), '.docker');
}

function homeOf({ HOME }: Environment): string {
  return HOME ?? homedir();
}

function readJson<T>(path: string): T | undefined {
  const text = readIfPresent(path)?.toString('utf8');
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser would repeat a part of the file, which may be a credential.
    throw new HarnessError('ENGINE_CHOICE', `Cannot read ${path}: it is not JSON`, {
      hint: 'It belongs to the docker client. Repair it, or set DOCKER_HOST.',
    });
  }
}

function readIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
