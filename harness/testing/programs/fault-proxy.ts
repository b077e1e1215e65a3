import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the proxy does to a request instead of passing it on faithfully. */
export type FaultAction =
  /** The request is lost: closed, or never answered. The engine does not see it. */
  | 'drop-request'
  | 'stall-request'
  /** The engine "answers" 500 without having seen the request. */
  | 'answer-500'
  /** The engine carries the request out, but its answer is lost. */
  | 'drop-answer'
  /** The answer's headers arrive, and then nothing, or the end of the connection. */
  | 'drop-after-headers'
  | 'stall-after-headers'
  /** Only the first bytes of the answer's body arrive. */
  | 'truncate-body'
  /** The request's body leaves 60 ms after its headers. */
  | 'delay-body';

/** Which requests go wrong, and how. */
export interface Fault {
  /** Matched against the request line: `POST /v1.41/containers/create?name=x HTTP/1.1`. */
  readonly request: RegExp;
  readonly action: FaultAction;
  /** How many of them; all, if left out. */
  times?: number;
}

/** A proxy in front of an engine's socket that spoils chosen requests. */
export interface FaultProxy {
  /** For DOCKER_HOST. */
  readonly url: string;
  /** Faults that are in force; a test adds and removes them as it goes. */
  readonly faults: Fault[];
  /** Breaks all connections that are open now. */
  breakConnections(): void;
  close(): Promise<void>;
}

const TRUNCATED_BODY_BYTES = 20;
const BODY_DELAY_MS = 60;

/** Starts a proxy in front of a unix socket. Each connection carries one request. */
export async function startFaultProxy(enginePath: string): Promise<FaultProxy> {
  const directory = await mkdtemp(join(tmpdir(), 'fault-proxy-'));
  const path = join(directory, 'docker.sock');
  const faults: Fault[] = [];
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    void serve(track(client), faults, () => track(createConnection({ path: enginePath, allowHalfOpen: true })));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const breakConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async (): Promise<void> => {
    server.close();
    breakConnections();
    await rm(directory, { recursive: true, force: true });
  };
  return { url: `unix://${path}`, faults, breakConnections, close };
}

async function serve(client: Socket, faults: readonly Fault[], connect: () => Socket): Promise<void> {
  const { head, rest } = await readHead(client);
  const action = takeFault(faults, head);
  if (action === 'drop-request') return void client.destroy();
  if (action === 'stall-request') return void client.resume();
  if (action === 'answer-500') return void client.end(ANSWER_500);
  const engine = connect();
  engine.write(head.replace(/^connection: keep-alive/im, 'Connection: close'));
  forwardRequest(client, engine, rest, action === 'delay-body' ? BODY_DELAY_MS : 0);
  await forwardAnswer(engine, client, action);
}

function takeFault(faults: readonly Fault[], head: string): FaultAction | undefined {
  const requestLine = head.split('\r\n')[0] ?? '';
  const fault = faults.find(({ request, times = 1 }) => times > 0 && request.test(requestLine));
  if (fault?.times !== undefined) fault.times -= 1;
  return fault?.action;
}

function forwardRequest(client: Socket, engine: Socket, rest: Buffer, delayMs: number): void {
  setTimeout(() => {
    // Node sometimes never finishes writing nothing to a unix socket.
    if (rest.length > 0) engine.write(rest);
    client.pipe(engine);
  }, delayMs);
}

async function forwardAnswer(engine: Socket, client: Socket, action: FaultAction | undefined): Promise<void> {
  if (action === undefined || action === 'delay-body') return void engine.pipe(client);
  const { head, rest } = await readHead(engine);
  if (action === 'drop-answer') return void client.destroy();
  client.write(head);
  if (action === 'stall-after-headers') return void engine.resume();
  if (action === 'truncate-body') client.write(rest.subarray(0, TRUNCATED_BODY_BYTES));
  setTimeout(() => client.destroy(), 20);
}

/** Reads to the empty line after the headers. Resolves once: a connection that closes before it leaves nothing to do. */
function readHead(socket: Socket): Promise<{ head: string; rest: Buffer }> {
  return new Promise((resolve) => {
    let read = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk]);
      const end = read.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', onData);
      socket.pause();
      resolve({ head: read.subarray(0, end + 4).toString('latin1'), rest: read.subarray(end + 4) });
    };
    socket.on('data', onData);
  });
}

const BODY_500 = '{"message":"fault injected"}';
const ANSWER_500 = `HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: ${BODY_500.length}\r\nConnection: close\r\n\r\n${BODY_500}`;
