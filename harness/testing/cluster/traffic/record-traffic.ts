import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as forward } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node';
import { WebSocket, WebSocketServer } from 'ws';
import { type Exchange, KEPT_HEADERS, type WirePiece } from './exchange.ts';

/** A server before the API server that writes down what goes through it. */
export interface TrafficRecorder {
  readonly url: string;
  /** Ends it and writes what was recorded. */
  save(path: URL): Promise<void>;
}

/** Stands before the API server of a configuration, as its user. */
export async function recordTraffic(config: KubeConfig): Promise<TrafficRecorder> {
  const target = config.getCurrentCluster()?.server ?? '';
  const exchanges: Exchange[] = [];
  let order = 0;
  const begin = (method: string, url: string) => {
    const pieces: WirePiece[] = [];
    const exchange = { order: order++, method, url, status: 0, headers: {} as Record<string, string>, pieces };
    exchanges.push(exchange);
    const add = (from: WirePiece['from'], data: Buffer): void =>
      void pieces.push({ order: order++, from, data: data.toString('base64') });
    return { exchange, add };
  };
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '' } = request;
    const { exchange, add } = begin(method, url);
    const options = { method, headers: { ...request.headers, host: new URL(target).host } };
    await config.applyToHTTPSOptions(options);
    const sent = forward(`${target}${url}`, options, (answer) => {
      exchange.status = answer.statusCode ?? 0;
      for (const name of KEPT_HEADERS) if (answer.headers[name]) exchange.headers[name] = String(answer.headers[name]);
      response.writeHead(exchange.status, answer.headers);
      answer.on('data', (data: Buffer) => {
        add('server', data);
        response.write(data);
      });
      answer.on('end', () => response.end());
      response.on('close', () => answer.destroy());
    });
    sent.on('error', () => response.destroy());
    request.pipe(sent);
  };
  const server = createServer((request, response) => void pass(request, response));
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: ([first]) => first ?? false });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.handleUpgrade(request, socket, head, (near) => void relay(near, request.url ?? ''));
  });
  const relay = async (near: WebSocket, url: string): Promise<void> => {
    const { exchange, add } = begin('GET', url);
    exchange.status = 101;
    const options: WebSocket.ClientOptions = {};
    await config.applyToHTTPSOptions(options);
    const far = new WebSocket(`${target.replace(/^http/, 'ws')}${url}`, [near.protocol], options);
    const opened = new Promise((resolve) => far.once('open', resolve));
    near.on('message', (data: Buffer) => {
      add('client', data);
      void opened.then(() => far.send(data));
    });
    far.on('message', (data: Buffer) => {
      add('server', data);
      near.send(data);
    });
    far.on('close', (code) => near.close(code === 1005 || code === 1006 ? 1000 : code));
    near.on('close', () => far.terminate());
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    save: async (path) => {
      server.closeAllConnections();
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
      writeFileSync(path, `${JSON.stringify(exchanges, null, 1)}\n`);
    },
  };
}
