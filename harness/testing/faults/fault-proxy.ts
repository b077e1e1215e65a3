import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cutOff, stall } from './cut-off.ts';
import { callOf, type ScriptedFault } from './fault-menu.ts';
import type { FaultSchedule } from './fault-schedule.ts';
import { relayBoth } from './spoiled-relay.ts';

/** A proxy in front of a server of HTTP that spoils the calls that a schedule says. */
export interface FaultProxy extends AsyncDisposable {
  /** `unix://` and a socket before one, `http://` before a port. */
  readonly url: string;
  /** What is in force; nothing is spoiled while it is undefined. */
  schedule: FaultSchedule | undefined;
  /** Breaks all connections that are open now. */
  breakConnections(): void;
}

/** Starts a proxy in front of a unix socket or a port of the loopback. Each connection carries one request. */
export async function startFaultProxy(
  target: { readonly path: string } | { readonly port: number },
): Promise<FaultProxy> {
  const directory = await mkdtemp(join(tmpdir(), 'fault-proxy-'));
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  const connect = (): Socket => track(createConnection({ ...target, allowHalfOpen: true } as NetConnectOpts));
  const server = createServer({ allowHalfOpen: true }, (client) => {
    void serve(track(client), proxy, connect);
  });
  const path = join(directory, 'docker.sock');
  const listening = 'path' in target ? { path } : { port: 0, host: '127.0.0.1' };
  await new Promise<void>((resolve) => server.listen(listening, resolve));
  const breakConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const proxy: FaultProxy = {
    url: 'path' in target ? `unix://${path}` : `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    schedule: undefined,
    breakConnections,
    [Symbol.asyncDispose]: async () => {
      server.close();
      breakConnections();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return proxy;
}

async function serve(client: Socket, proxy: FaultProxy, connect: () => Socket): Promise<void> {
  const { head, rest } = await readHead(client);
  const call = callOf(head.slice(0, head.indexOf('\r\n')));
  const fault = call === undefined ? undefined : proxy.schedule?.next(call);
  if (fault?.moment === 'before-request' && (await isOver(fault, client))) return;
  const engine = connect();
  client.on('close', () => engine.destroy());
  engine.write(head.replace(/^connection: keep-alive/im, 'Connection: close'), 'latin1');
  const relay = relayBoth(client, engine, { head, fault, rest });
  const answer = await readHead(engine);
  if (fault?.moment === 'before-headers' && (await isOver(fault, client))) return;
  client.write(answer.head, 'latin1');
  if (fault?.moment === 'after-headers' && (await isOver(fault, client))) return;
  relay.answer(answer.rest);
}

/** Does to the client what a fault at one moment of a request does; says whether nothing is to follow. */
async function isOver({ kind, status, delayMs }: ScriptedFault, client: Socket): Promise<boolean> {
  switch (kind) {
    case 'delay':
      await sleep(delayMs);
      return false;
    case 'reset':
      cutOff(client);
      return true;
    case 'end':
      client.end();
      return true;
    case 'refuse':
    case 'fail':
      client.end(madeUpAnswer(status));
      return true;
    default:
      stall(client);
      return true;
  }
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

function madeUpAnswer(status: number): string {
  const body = '{"message":"fault injected"}';
  const headers = ['Content-Type: application/json', `Content-Length: ${body.length}`, 'Connection: close'];
  return [`HTTP/1.1 ${status} Made Up`, ...headers, '', body].join('\r\n');
}
