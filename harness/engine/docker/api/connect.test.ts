import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { podmanKind } from '../../podman/podman-kind.ts';
import { dockerKind } from '../docker-kind.ts';
import { connectDocker, negotiate } from './connect.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'connect-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Something that listens where an engine would. */
async function listen(answer: RequestListener): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const path = join(directory, 'docker.sock');
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `unix://${path}`, [Symbol.asyncDispose]: close };
}

describe('connectDocker', () => {
  it('says where it looked and what to do when nothing is there', async () => {
    const url = `unix://${directory}/absent.sock`;
    await expect(connectDocker({ environment: { DOCKER_HOST: url }, deadlineMs: 1_000 })).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: `Cannot reach Docker at ${url}`,
      hint: 'Start the daemon or set DOCKER_HOST.',
    });
  });

  it('says that a named pipe does not do, instead of building from half a context', async () => {
    const environment = { DOCKER_HOST: 'npipe:////./pipe/docker_engine' };
    await expect(connectDocker({ environment, deadlineMs: 1_000 })).rejects.toMatchObject({
      message: 'Cannot send build contexts through the named pipe npipe:////./pipe/docker_engine',
      hint: expect.stringContaining('WSL 2'),
    });
  });

  it('does not wait for ever for something that accepts and says nothing', async () => {
    await using engine = await listen(() => undefined);
    const connecting = connectDocker({ environment: { DOCKER_HOST: engine.url }, deadlineMs: 100 });
    await expect(connecting).rejects.toThrow(`Cannot reach Docker at ${engine.url}`);
  });

  it('does not take Podman for Docker, and says how to use it', async () => {
    await using server = await listen((_, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end('{"Version":"4.3.1","ApiVersion":"1.41","Components":[{"Name":"Podman Engine","Version":"4.3.1"}]}');
    });
    const environment = { DOCKER_HOST: server.url };
    await expect(connectDocker({ environment, deadlineMs: 1_000 })).rejects.toMatchObject({
      code: 'ENGINE_UNSUPPORTED',
      message: `Podman answers at ${server.url} (DOCKER_HOST), not Docker`,
      hint: `Use --engine podman with CONTAINER_HOST=${server.url}.`,
    });
  });

  it('does not take Docker for Podman either', async () => {
    await using server = await listen((_, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end('{"Version":"20.10.24","ApiVersion":"1.41","Components":[{"Name":"Engine","Version":"20.10.24"}]}');
    });
    const opening = podmanKind.open({ environment: { CONTAINER_HOST: server.url }, deadlineMs: 1_000 });
    await expect(opening).rejects.toMatchObject({
      code: 'ENGINE_UNSUPPORTED',
      hint: `Use --engine docker with DOCKER_HOST=${server.url}.`,
    });
  });

  it('speaks the version that was agreed on, whatever DOCKER_HOST the process has', async () => {
    const asked: string[] = [];
    await using server = await listen((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('Content-Type', 'application/json');
      const isGreeting = request.url === '/version';
      response.end(isGreeting ? '{"Version":"20.10.0","ApiVersion":"1.41","MinAPIVersion":"1.12"}' : '[]');
    });
    const before = process.env;
    process.env = { ...before, DOCKER_HOST: 'tcp://127.0.0.1:1' };
    try {
      const opening = await dockerKind.open({ environment: { DOCKER_HOST: server.url }, deadlineMs: 1_000 });
      if (opening.kind === 'absent') throw opening.problem;
      const { engine } = opening;
      expect(await engine.images.matching('x*')).toEqual([]);
      await engine.close();
    } finally {
      process.env = before;
    }
    expect(asked).toEqual(['/version', expect.stringMatching(/^\/v1\.41\/images\/json\?/)]);
  });
});

describe('negotiate', () => {
  it.each([
    ['1.41', '1.12', '1.41'],
    ['1.49', '1.24', '1.49'],
    ['1.60', '1.44', '1.51'],
  ])('agrees with an engine of API %s (at least %s) on %s', (newest, oldest, agreed) => {
    expect(negotiate(newest, oldest, 'Docker')).toBe(agreed);
  });

  it('refuses an engine that is too old or too new', () => {
    expect(() => negotiate('1.40', '1.12', 'Docker 19.03')).toThrow(
      'Docker 19.03 speaks API 1.40 only, 1.41 is needed',
    );
    expect(() => negotiate('1.70', '1.60', 'Docker 40')).toThrow('Docker 40 no longer speaks API 1.51');
  });
});
