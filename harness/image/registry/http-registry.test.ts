import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import {
  digestOf,
  type RegistryFiles,
  serve,
  serveRegistry,
  storeImage,
} from '../../testing/scripted/stored-images.ts';
import { createHttpRegistry } from './http-registry.ts';

test('manifests are found by tag and by digest, blobs by digest', async () => {
  const files: RegistryFiles = new Map();
  const bytes = Buffer.from('layer');
  const digest = storeImage(
    files,
    'trials/t1:image',
    [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', bytes }],
    {},
  );
  await using served = await serveRegistry(files);
  const registry = createHttpRegistry(served.url);
  const byTag = await registry.manifest('trials/t1', 'image');
  expect(byTag).toEqual(await registry.manifest('trials/t1', digest));
  expect(byTag).toMatchObject({ digest, manifest: { schemaVersion: 2, layers: [{ digest: expect.any(String) }] } });
  expect(await buffer(await registry.blob('trials/t1', digestOf(bytes)))).toEqual(bytes);
  registry.close();
});

test('a manifest that is not there is undefined, a blob that is not there an infrastructure error', async () => {
  await using served = await serveRegistry(new Map());
  const registry = createHttpRegistry(served.url);
  expect(await registry.manifest('a', 'b')).toBeUndefined();
  await expect(registry.blob('a', `sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({
    code: 'IMAGE_UNREADABLE',
    message: expect.stringContaining('HTTP status 404'),
  });
  registry.close();
});

test('all manifest types that can be read are asked for', async () => {
  const accepted: (string | undefined)[] = [];
  await using served = await serve(
    createServer((request, response) => {
      accepted.push(request.headers.accept);
      response.writeHead(404).end();
    }),
  );
  const registry = createHttpRegistry(served.url);
  await registry.manifest('a', 'b');
  expect(accepted[0]).toContain('application/vnd.docker.distribution.manifest.v2+json');
  expect(accepted[0]).toContain('application/vnd.oci.image.manifest.v1+json');
  registry.close();
});

test.each([
  ['server error', 500, 'oops', 'HTTP status 500'],
  ['answer that is not JSON', 200, '<html>', 'Cannot read'],
])('a %s is an infrastructure error', async (_, status, body, message) => {
  await using served = await serve(createServer((_request, response) => response.writeHead(status).end(body)));
  const registry = createHttpRegistry(served.url);
  await expect(registry.manifest('a', 'b')).rejects.toMatchObject({
    code: 'IMAGE_UNREADABLE',
    message: expect.stringContaining(message),
  });
  registry.close();
});

test('a registry that does not answer is given up after the deadline', async () => {
  await using served = await serve(createServer(() => {}));
  const registry = createHttpRegistry(served.url, { deadlineMs: 50 });
  await expect(registry.manifest('a', 'b')).rejects.toThrow(`no answer within 50 ms`);
  registry.close();
});

test('a registry that cannot be reached is an infrastructure error', async () => {
  const served = await serveRegistry(new Map());
  await served[Symbol.asyncDispose]();
  const registry = createHttpRegistry(served.url);
  await expect(registry.manifest('a', 'b')).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
});

test('connections are kept, and one that the registry has closed meanwhile is replaced', async () => {
  const connections = new Set<unknown>();
  let answers = 0;
  await using served = await serve(
    createServer((request, response) => {
      connections.add(request.socket);
      answers += 1;
      // The third request on the kept connection meets a registry that has just given it up.
      if (answers === 3) request.socket.resetAndDestroy();
      else response.writeHead(200).end('{}');
    }),
  );
  const registry = createHttpRegistry(served.url);
  for (let request = 0; request < 4; request++)
    expect(await registry.manifest('a', 'b')).toMatchObject({ manifest: {} });
  expect(connections.size).toBe(2);
  registry.close();
});
