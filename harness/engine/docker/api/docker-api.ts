import { Agent, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { Duplex, Readable } from 'node:stream';
import { inspect } from 'node:util';
import type Docker from 'dockerode';
import { within } from '../../deadline.ts';
import type { ApiDialect } from './api-dialect.ts';
import type { Endpoint, Transport } from './endpoint.ts';
import type { Tunnel } from './ssh-tunnel.ts';

/** A connection to a Docker engine, and how long it may take to answer a request. */
export interface DockerApi {
  readonly docker: Docker;
  readonly endpoint: Endpoint;
  readonly dialect: ApiDialect;
  /** The API version that is spoken; empty for the engine's newest. */
  readonly apiVersion: string;
  readonly deadlineMs: number;
  /** What leads to an engine behind ssh; undefined for one that is not. */
  readonly tunnel?: Tunnel | undefined;
  /** Closes what connections are kept for later requests. */
  close(): void;
}

/** A request whose answer is a stream. */
export interface StreamRequest {
  readonly method: 'GET' | 'POST';
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
}

/** How an engine is spoken to. */
export interface ApiSettings {
  readonly deadlineMs: number;
  /** @default the engine's newest */
  readonly apiVersion?: string;
  /** What leads to an engine behind ssh; it is closed with the connection. */
  readonly tunnel?: Tunnel | undefined;
}

/** Prepares a connection; nothing is sent yet. */
export async function openApi(
  endpoint: Endpoint,
  dialect: ApiDialect,
  { deadlineMs, apiVersion = '', tunnel }: ApiSettings,
): Promise<DockerApi> {
  const Docker = await loadDockerode();
  const agent = agentFor(endpoint.transport);
  const options = { ...optionsFor(endpoint.transport, tunnel), agent, version: apiVersion && `v${apiVersion}` };
  const docker = new Docker(options);
  breakOffLate(docker.modem, deadlineMs);
  const close = (): void => {
    agent.destroy();
    tunnel?.close();
  };
  return { docker, endpoint, dialect, apiVersion, deadlineMs, tunnel, close };
}

/** How long the engine may say nothing while it moves an image or a context. */
export function silenceMs({ deadlineMs }: Pick<DockerApi, 'deadlineMs'>): number {
  return 5 * deadlineMs;
}

/** Whoever waits for an answer says first that it is late. */
const BREAK_OFF_MS = 50;

/**
 * Breaks off each request whose answer is late, since nobody waits for it any more. Its connection would stay open for ever, and
 * with half of an archive on the way the engine holds the container: it cannot even be removed.
 */
function breakOffLate(modem: Docker['modem'], deadlineMs: number): void {
  const dial = modem.dial.bind(modem);
  modem.dial = (options, callback) => {
    // Whoever brings a signal has a limit of its own.
    if (options.abortSignal !== undefined) return dial(options, callback);
    const expiry = new AbortController();
    const isLong = options.isStream === true || options.file !== undefined;
    const limitMs = isLong ? silenceMs({ deadlineMs }) : deadlineMs;
    const timer = setTimeout(() => expiry.abort(), limitMs + BREAK_OFF_MS);
    dial({ ...options, abortSignal: expiry.signal }, (error, result) => {
      clearTimeout(timer);
      callback?.(error, result);
    });
  };
}

/**
 * Loading it takes as long and as much memory as all else together, and most commands need no engine. Where DEBUG asks for it, it would
 * write whole requests to standard error, with the user's registry credentials and TLS key in them.
 */
async function loadDockerode(): Promise<typeof Docker> {
  const { DEBUG: asked } = process.env;
  delete process.env['DEBUG'];
  try {
    return (await import('dockerode')).default;
  } finally {
    if (asked !== undefined) process.env['DEBUG'] = asked;
  }
}

/** Waits for the engine's answer, at most as long as it may take. */
export function request<T>(api: DockerApi, answer: Promise<T>): Promise<T> {
  return within(api.deadlineMs, answer);
}

/** What the engine answers at a path that dockerode does not know. */
export async function requestJson<T>(api: DockerApi, path: string): Promise<T> {
  return (await dial(api, { path, method: 'GET', statusCodes: { 200: true } })) as T;
}

/** Dockerode's streams are readable ones, whatever their type says. */
export function asReadable(answer: unknown): Readable {
  if (answer instanceof Readable) return answer;
  throw new Error('the answer of the engine is not a stream');
}

/** The answer as a stream, as soon as its headers are there. A connection that breaks later makes the stream fail. */
export async function requestStream(api: DockerApi, asked: StreamRequest): Promise<Readable> {
  const answer = dial(api, {
    path: `${asked.path}?`,
    method: asked.method,
    options: { _query: asked.query, _body: {} },
    isStream: true,
    statusCodes: { 200: true },
  });
  return asReadable(await answer);
}

/**
 * The connection itself, handed over by the engine for a stream in both directions.
 *
 * The body is an empty file: given options alone, docker-modem sends them as JSON, and the engine may pass that body on as
 * the first bytes of the container's standard input (apocas/dockerode#742). `options` must not be empty either, for then
 * docker-modem cuts off the last character of the address.
 */
export async function requestConnection(api: DockerApi, asked: StreamRequest): Promise<Duplex> {
  const answer = await dial(api, {
    path: `${asked.path}?`,
    method: asked.method,
    options: { ...asked.query },
    file: Buffer.alloc(0),
    hijack: true,
    isStream: true,
    statusCodes: { 101: true, 200: true },
  });
  if (answer instanceof Duplex) return answer;
  (answer as IncomingMessage).destroy();
  throw new Error(`${api.endpoint.url} does not hand over the connection (no "101 UPGRADED"): is a proxy in between?`);
}

function dial(api: DockerApi, options: Parameters<Docker['modem']['dial']>[0]): Promise<unknown> {
  const expiry = new AbortController();
  const answer = new Promise<unknown>((resolve, reject) => {
    api.docker.modem.dial({ ...options, abortSignal: expiry.signal }, (error, result) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });
  return within(api.deadlineMs, answer).catch((thrown: unknown) => {
    expiry.abort();
    throw thrown;
  });
}

/**
 * Everything is said, undefined included: whatever is left out, docker-modem would take from DOCKER_HOST and its kin, and a
 * host from there wins over a socket from here.
 */
function optionsFor(transport: Transport, tunnel: Tunnel | undefined): Docker.DockerOptions {
  const nothing = {
    socketPath: undefined,
    host: undefined,
    port: undefined,
    protocol: undefined,
    username: undefined,
    pathPrefix: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
    timeout: undefined,
  };
  switch (transport.kind) {
    case 'socket':
      return { ...nothing, protocol: 'http', socketPath: transport.path };
    case 'tcp': {
      const { host, port } = transport;
      return { ...nothing, host, port, protocol: transport.tls === undefined ? 'http' : 'https' };
    }
    case 'ssh':
      if (tunnel === undefined) throw new Error('an engine behind ssh is reached through a tunnel');
      return { ...nothing, protocol: 'http', socketPath: tunnel.path };
  }
}

/** A kept connection is worth its risk of being stale only where opening one costs a round trip or a TLS handshake. */
function agentFor(transport: Transport): Agent {
  if (transport.kind !== 'tcp') return opaque(new Agent({ keepAlive: false }));
  if (transport.tls === undefined) return opaque(new Agent({ keepAlive: true }));
  const { ca, cert, key, verify } = transport.tls;
  return opaque(new TlsAgent({ keepAlive: true, ca, cert, key, rejectUnauthorized: verify }));
}

/**
 * Docker-modem writes each request out in full for its debug log, also when nobody wants that: with the sockets of an agent
 * in use it takes 8 ms of computing, several times in each trial.
 */
function opaque(agent: Agent): Agent {
  return Object.assign(agent, { [inspect.custom]: () => 'Agent' });
}
