import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Cluster } from '../api/cluster.ts';
import { openPodProcesses } from './pod-processes.ts';

it('says that the container beside the builder ended, whenever that is seen', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: ([first]) => first ?? false });
  server.on('connection', (socket) => socket.once('message', () => socket.close()));
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = { applyToHTTPSOptions: async () => undefined };
  const cluster = { config, url, namespace: 'builds', deadlineMs: 10_000 } as unknown as Cluster;
  const processes = await openPodProcesses(cluster, 'pod');
  // It ends while it is asked, and has ended before it is asked.
  await expect(processes.list()).rejects.toThrow(/^the container beside the builder ended$/);
  await expect(processes.list()).rejects.toThrow(/^the container beside the builder ended$/);
  processes.close();
  server.close();
});
