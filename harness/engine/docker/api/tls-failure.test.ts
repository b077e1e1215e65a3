import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCertificate, testAuthority } from '../../../testing/programs/certificates.ts';
import { DOCKER_DIALECT } from '../docker-dialect.ts';
import { connectDocker } from './connect.ts';
import { engineError } from './docker-errors.ts';
import { endpointAt } from './endpoint.ts';
import { tlsFailure } from './tls-failure.ts';

const HERE = [127, 0, 0, 1] as const;
const EXPIRED = new Date(Date.now() - 36 * 60 * 60 * 1000);
const authority = testAuthority('ours');
const stranger = testAuthority('of somebody else');
const engine = authority.sign('engine', { address: HERE });
const client = authority.sign('client');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tls-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Connects, with these certificates of the client, to an engine that wants one. */
async function connect(
  { ca = authority.cert, cert = client.cert, key = client.key }: { ca?: string; cert?: string; key?: string },
  { settings = engine, address = '127.0.0.1' }: { settings?: TestCertificate; address?: string } = {},
) {
  for (const [name, text] of Object.entries({ ca, cert, key }))
    if (text) writeFileSync(join(directory, `${name}.pem`), text);
  await using server = await listen({ ...settings, ca: authority.cert, requestCert: true });
  return await connectTo(`tcp://${address}:${server.port}`);
}

async function connectTo(host: string, secured = '1') {
  const environment = { DOCKER_TLS_VERIFY: secured, DOCKER_CERT_PATH: directory };
  const connection = await connectDocker({ environment, host, deadlineMs: 10_000 });
  if (connection.kind === 'connected') connection.api.close();
  return connection.kind;
}

/** Something that answers as Docker does; without certificates it does not speak TLS. */
async function listen(certificates: ServerOptions | null) {
  const answer = '{"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12"}';
  const server =
    certificates === null
      ? createPlainServer((_, response) => response.end(answer))
      : createServer(certificates, (_, response) => response.setHeader('Content-Type', 'application/json').end(answer));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('an engine behind TLS', () => {
  it('is used with the certificates of DOCKER_CERT_PATH', async () => {
    expect(await connect({})).toBe('connected');
  });

  it.each([
    [
      'of which the CA is another',
      { ca: stranger.cert },
      /not signed by the CA in .*\/ca\.pem\. Put .* into .*\/ca\.pem/,
    ],
    ['of which the CA is not known', { ca: '' }, /not signed by a CA that this machine trusts\. Put .*\/ca\.pem/],
    [
      'that is given no certificate',
      { cert: '', key: '' },
      /wants a certificate of the client\. Put cert\.pem and key\.pem/,
    ],
    ['that is given a certificate without its key', { key: '' }, /wants a certificate of the client/],
    [
      'that is given a certificate which has expired',
      authority.sign('x', { notAfter: EXPIRED }),
      new RegExp(`cert\\.pem, which expired on ${EXPIRED.toISOString().slice(0, 10)}\\.`),
    ],
  ])('%s is not used, and the way out is told', async (_, certificates, hint) => {
    await expect(connect(certificates)).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: expect.stringMatching(/^Cannot reach Docker at tcp:\/\/127\.0\.0\.1:\d+$/),
      hint: expect.stringMatching(hint),
    });
  });

  it('is not used where its own certificate has expired, or is for another address', async () => {
    const expired = authority.sign('engine', { address: HERE, notAfter: EXPIRED });
    await expect(connect({}, { settings: expired })).rejects.toMatchObject({
      hint: "Its certificate, or that of its CA, has expired. Renew it on the engine's host.",
    });
    const elsewhere = authority.sign('engine', { address: [10, 0, 0, 9] });
    await expect(connect({}, { settings: elsewhere })).rejects.toMatchObject({
      hint: expect.stringMatching(/is for another name \(.*10\.0\.0\.9\)\. Address it by/),
    });
  });

  it('is asked nothing with files that are no certificate and its key', async () => {
    const { key } = authority.sign('another');
    for (const files of [{ key }, { cert: 'junk' }]) {
      await expect(connect(files)).rejects.toMatchObject({
        code: 'ENGINE_CHOICE',
        message: expect.stringContaining(`Cannot use the certificates in ${directory}: `),
      });
    }
  });
});

describe('a certificate of the client that the engine refuses', () => {
  const tls = { directory: '/certs', cert: Buffer.from(client.cert), key: Buffer.from(client.key), verify: true };
  const endpoint = endpointAt('tcp://build1', '--host', { tls });
  const failure = (code: string): Error => Object.assign(new Error('it failed'), { code });

  it.each([
    // Docker 20.10, of Go 1.19; the others are what later versions of Go say.
    'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  ])('is named where it says %s', (code) => {
    expect(tlsFailure(failure(code), endpoint)).toMatch(
      /^It refuses the certificate of the client in \/certs\/cert\.pem\. Use one /,
    );
  });

  it('is not blamed for a connection that ends', () => {
    expect(tlsFailure(failure('ECONNRESET'), endpoint)).toBeUndefined();
  });
});

describe('an engine of which one side speaks TLS', () => {
  it('is told apart where it is the engine', () => {
    // What Go answers, with the status 400.
    const refused = Object.assign(new Error('Client sent an HTTP request to an HTTPS server.'), { statusCode: 400 });
    const api = { endpoint: endpointAt('tcp://build1:2376', '--host', {}), dialect: DOCKER_DIALECT };
    expect(engineError('use Docker', api, refused)).toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      hint: expect.stringMatching(/^It speaks TLS\. Set DOCKER_TLS_VERIFY=1/),
    });
  });

  it('is told apart where it is the client', async () => {
    await using server = await listen(null);
    await expect(connectTo(`tcp://127.0.0.1:${server.port}`)).rejects.toMatchObject({
      hint: expect.stringContaining('It does not speak TLS there.'),
    });
  });
});
