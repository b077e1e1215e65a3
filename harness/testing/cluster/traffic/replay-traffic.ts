import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Exchange, keyOf, type WirePiece } from './exchange.ts';

/** A server that answers as an API server did. */
export interface TrafficReplay {
  readonly url: string;
  /** What was asked of it and is not in the recording. */
  readonly unknown: readonly string[];
  /** How often something was asked for. */
  asked(method: string, path: string): number;
  close(): Promise<void>;
}

/** What goes wrong on the wire besides. */
export interface WireFaults {
  /** How many requests are first refused because the server is busy, with a second to wait. @default 0 */
  readonly busy?: number;
  /** How many websockets are first refused in the same way. @default 0 */
  readonly busyStreams?: number;
  /** After how many pieces of it a websocket to `attach` is cut. @default never */
  readonly cutAttachAfter?: number;
}

/**
 * Replays a recording over real connections. What the server said comes when the client has sent all that it had sent before: so the
 * order is that of the recording, and nothing waits for a clock.
 */
export async function replayTraffic(
  path: URL,
  { busy = 0, busyStreams = 0, cutAttachAfter }: WireFaults = {},
): Promise<TrafficReplay> {
  const exchanges: Exchange[] = JSON.parse(readFileSync(path, 'utf8'));
  const progress = progressOf(exchanges);
  const queues = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    const key = keyOf(exchange.method, exchange.url);
    queues.set(key, [...(queues.get(key) ?? []), exchange]);
  }
  const unknown: string[] = [];
  const asked: string[] = [];
  let stillBusy = busy;
  let streamsRefused = 0;
  const next = ({ method = '', url = '' }: IncomingMessage): Exchange | undefined => {
    asked.push(`${method} ${new URL(url, 'http://cluster').pathname}`);
    const found = queues.get(keyOf(method, url))?.shift();
    if (found === undefined) unknown.push(`${method} ${url}`);
    return found;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.resume();
    if (stillBusy > 0) {
      stillBusy -= 1;
      response.writeHead(429, { 'retry-after': '0', 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'Status', reason: 'TooManyRequests', message: 'busy', code: 429 }));
      return;
    }
    const exchange = next(request);
    if (exchange === undefined) {
      // As of something that is gone.
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'Status', reason: 'NotFound', message: 'not in the recording', code: 404 }));
      return;
    }
    progress.done(exchange.order);
    response.writeHead(exchange.status, exchange.headers);
    response.flushHeaders();
    for (const { order, data } of exchange.pieces) {
      await progress.until(order);
      response.write(Buffer.from(data, 'base64'));
    }
    // A watch goes on until the client ends it.
    if (!/[?&]watch=true/.test(exchange.url)) response.end();
  };
  const server = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: ([first]) => first ?? false });
  server.on('upgrade', (request, socket, head) => {
    if (streamsRefused < busyStreams) {
      streamsRefused += 1;
      socket.end('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const exchange = next(request);
    if (exchange === undefined) {
      socket.end('HTTP/1.1 500 Unknown\r\n\r\n');
      return;
    }
    const cut = /\/attach\?/.test(exchange.url) ? cutAttachAfter : undefined;
    sockets.handleUpgrade(request, socket, head, (near) => void play(near, exchange, progress, cut));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    unknown,
    asked: (method, wanted) => asked.filter((text) => text === `${method} ${wanted}`).length,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function play(
  near: WebSocket,
  exchange: Exchange,
  progress: Progress,
  cutAfter: number | undefined,
): Promise<void> {
  progress.done(exchange.order);
  const ofClient = exchange.pieces.filter(({ from }) => from === 'client');
  let heard = 0;
  near.on('message', () => {
    const piece = ofClient[heard];
    heard += 1;
    if (piece !== undefined) progress.done(piece.order);
    if (heard === cutAfter) near.terminate();
  });
  for (const { order, data } of exchange.pieces.filter(({ from }) => from === 'server')) {
    await progress.until(order);
    if (near.readyState !== near.OPEN) return;
    near.send(Buffer.from(data, 'base64'));
  }
  await progress.until((exchange.pieces.at(-1)?.order ?? exchange.order) + 1);
  const isOver = exchange.pieces.some(
    ({ from, data }) => from === 'server' && Buffer.from(data, 'base64')[0] === STATUS,
  );
  if (isOver) near.close(1000);
}

/** The channel of the last word of a stream. */
const STATUS = 3;

/** How far the client has come in what it sends. */
interface Progress {
  done(order: number): void;
  /** Waits until the client has sent all that it had sent before this place. */
  until(order: number): Promise<void>;
}

function progressOf(exchanges: readonly Exchange[]): Progress {
  const news = new EventEmitter().setMaxListeners(0);
  const ofClient = (pieces: readonly WirePiece[]): number[] =>
    pieces.filter(({ from }) => from === 'client').map(({ order }) => order);
  const open = new Set(exchanges.flatMap(({ order, pieces }) => [order, ...ofClient(pieces)]));
  return {
    done: (order) => {
      open.delete(order);
      news.emit('done');
    },
    until: async (order) => {
      while ([...open].some((waiting) => waiting < order)) await once(news, 'done');
    },
  };
}
