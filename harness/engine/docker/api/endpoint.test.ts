import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from './client-files.ts';
import { candidateEndpoints, type Endpoint } from './endpoint.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'endpoint-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function candidates(environment: Environment = {}, platform: NodeJS.Platform = 'linux'): Endpoint[] {
  return candidateEndpoints({ environment: { HOME: home, ...environment }, platform, userId: 1234 });
}

function only(environment: Environment): Endpoint | undefined {
  const found = candidates(environment);
  expect(found).toHaveLength(1);
  return found[0];
}

function writeJson(path: string, content: unknown): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
}

function writeContext(name: string, docker: object, directory = join(home, '.docker')): string {
  const id = createHash('sha256').update(name).digest('hex');
  writeJson(join(directory, 'contexts/meta', id, 'meta.json'), { Name: name, Endpoints: { docker } });
  return join(directory, 'contexts/tls', id, 'docker');
}

describe('candidateEndpoints', () => {
  it('tries the default socket first, then those of rootless Docker and Docker Desktop', () => {
    expect(candidates({ XDG_RUNTIME_DIR: '/run/user/77' }).map(({ url }) => url)).toEqual([
      'unix:///var/run/docker.sock',
      'unix:///run/user/77/docker.sock',
      'unix:///run/user/1234/docker.sock',
      `unix://${home}/.docker/run/docker.sock`,
    ]);
  });

  it('asks the same socket only once', () => {
    expect(candidates({ XDG_RUNTIME_DIR: '/run/user/1234' })).toHaveLength(3);
  });

  it('goes through the named pipe on Windows', () => {
    const [pipe] = candidates({}, 'win32');
    expect(pipe?.transport).toEqual({ kind: 'socket', path: '//./pipe/docker_engine' });
  });

  it('obeys DOCKER_HOST before any context', () => {
    writeContext('remote', { Host: 'tcp://10.0.0.9:2375' });
    writeJson(join(home, '.docker/config.json'), { currentContext: 'remote' });
    const endpoint = only({ DOCKER_HOST: 'unix:///tmp/x.sock', DOCKER_CONTEXT: 'remote' });
    expect(endpoint).toEqual({
      url: 'unix:///tmp/x.sock',
      source: 'DOCKER_HOST',
      isChosen: true,
      transport: { kind: 'socket', path: '/tmp/x.sock' },
    });
  });

  it('obeys DOCKER_CONTEXT before the configured context', () => {
    writeContext('a', { Host: 'unix:///a.sock' });
    writeContext('b', { Host: 'unix:///b.sock' });
    writeJson(join(home, '.docker/config.json'), { currentContext: 'b' });
    expect(only({})?.url).toBe('unix:///b.sock');
    expect(only({ DOCKER_CONTEXT: 'a' })).toMatchObject({
      url: 'unix:///a.sock',
      source: 'context "a" (DOCKER_CONTEXT)',
      isChosen: true,
    });
    expect(candidates({ DOCKER_CONTEXT: 'default' })[0]).toMatchObject({ source: 'default', isChosen: false });
  });

  it('looks for contexts where DOCKER_CONFIG says', () => {
    const directory = join(home, 'elsewhere');
    writeContext('a', { Host: 'unix:///a.sock' }, directory);
    writeJson(join(directory, 'config.json'), { currentContext: 'a' });
    expect(only({ DOCKER_CONFIG: directory })?.url).toBe('unix:///a.sock');
  });

  it('takes a context with its certificates', () => {
    const certificates = writeContext('tls', { Host: 'tcp://engine.test:2376', SkipTLSVerify: false });
    mkdirSync(certificates, { recursive: true });
    writeFileSync(join(certificates, 'ca.pem'), 'CA');
    expect(only({ DOCKER_CONTEXT: 'tls' })?.transport).toEqual({
      kind: 'tcp',
      host: 'engine.test',
      port: 2376,
      tls: { directory: certificates, ca: Buffer.from('CA'), verify: true },
    });
  });

  it('names the context that does not exist', () => {
    expect(() => candidates({ DOCKER_CONTEXT: 'gone' })).toThrow(
      'The Docker context "gone" (from DOCKER_CONTEXT) has no usable endpoint',
    );
  });

  it('names the configuration that cannot be read', () => {
    mkdirSync(join(home, '.docker'));
    writeFileSync(join(home, '.docker/config.json'), '{');
    expect(() => candidates()).toThrow(`Cannot read ${home}/.docker/config.json`);
  });

  it.each([
    ['tcp://10.0.0.1:4000', { kind: 'tcp', host: '10.0.0.1', port: 4000, tls: undefined }],
    ['10.0.0.1', { kind: 'tcp', host: '10.0.0.1', port: 2375, tls: undefined }],
    ['https://engine.test', { kind: 'tcp', host: 'engine.test', port: 2376, tls: { verify: true } }],
    ['unix://', { kind: 'socket', path: '/var/run/docker.sock' }],
  ])('understands DOCKER_HOST=%s', (host, transport) => {
    expect(only({ DOCKER_HOST: host })?.transport).toEqual(transport);
  });

  it('speaks TLS, verified, with the certificates of DOCKER_CERT_PATH', () => {
    const variables = { DOCKER_HOST: 'tcp://engine.test', DOCKER_CERT_PATH: join(home, 'certs') };
    mkdirSync(join(home, 'certs'));
    for (const name of ['ca', 'cert', 'key']) writeFileSync(join(home, `certs/${name}.pem`), name);
    const certificates = { ca: Buffer.from('ca'), cert: Buffer.from('cert'), key: Buffer.from('key') };
    expect(only({ ...variables, DOCKER_TLS_VERIFY: '1' })?.transport).toMatchObject({
      port: 2376,
      tls: { ...certificates, verify: true },
    });
    expect(only({ ...variables, DOCKER_TLS: '1' })?.transport).toMatchObject({
      tls: { ...certificates, verify: false },
    });
    expect(only(variables)?.transport).toMatchObject({ port: 2375, tls: undefined });
  });

  it('goes through ssh as the address says, and leaves the rest to the configuration of ssh', () => {
    expect(only({ DOCKER_HOST: 'ssh://me@build.test:2222/run/user/1000/docker.sock' })?.transport).toEqual({
      kind: 'ssh',
      host: 'build.test',
      port: 2222,
      user: 'me',
      socket: '/run/user/1000/docker.sock',
    });
    const usual = { kind: 'ssh', port: undefined, user: undefined, socket: '/var/run/docker.sock' };
    expect(only({ DOCKER_HOST: 'ssh://build' })?.transport).toEqual({ ...usual, host: 'build' });
    expect(only({ DOCKER_HOST: 'ssh://[::1]' })?.transport).toEqual({ ...usual, host: '::1' });
  });

  it('is the one that --host names, whatever the environment says', () => {
    const variables = { DOCKER_HOST: 'unix:///other.sock', DOCKER_TLS: '1' };
    const [endpoint, ...others] = candidateEndpoints({ environment: variables, host: 'tcp://build.test' });
    expect(others).toEqual([]);
    expect(endpoint).toMatchObject({ source: '--host', isChosen: true, transport: { kind: 'tcp', port: 2376 } });
  });

  it('is the one of the context that --host names, with its certificates and not those of the environment', () => {
    const certificates = writeContext('build1', { Host: 'tcp://build1.test:2376' });
    mkdirSync(certificates, { recursive: true });
    writeFileSync(join(certificates, 'ca.pem'), 'CA of build1');
    const environment = { HOME: home, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/other' };
    expect(candidateEndpoints({ environment, host: 'context://build1' })).toEqual([
      {
        url: 'tcp://build1.test:2376',
        source: 'context "build1" (--host)',
        isChosen: true,
        transport: {
          kind: 'tcp',
          host: 'build1.test',
          port: 2376,
          tls: { directory: certificates, ca: Buffer.from('CA of build1'), verify: true },
        },
      },
    ]);
    expect(() => candidateEndpoints({ environment, host: 'context://gone' })).toThrow(
      expect.objectContaining({
        code: 'ENGINE_CHOICE',
        message: 'The Docker context "gone" (from --host) has no usable endpoint',
        hint: expect.stringContaining('name one of them'),
      }),
    );
  });

  it('shows no password', () => {
    expect(only({ DOCKER_HOST: 'ssh://me:hunter2@build.test' })?.url).toBe('ssh://me:***@build.test');
    expect(only({ DOCKER_HOST: 'me:hunter2@10.0.0.1' })?.url).toBe('tcp://me:***@10.0.0.1');
    expect(() => candidates({ DOCKER_HOST: 'fd://me:hunter2@x' })).toThrow('Docker endpoint fd://me:***@x (from');
    mkdirSync(join(home, '.docker'), { recursive: true });
    writeFileSync(join(home, '.docker/config.json'), '{"auths":{"x":{"auth":hunter2');
    expect(() => candidates({})).toThrow(/config\.json: it is not JSON$/);
  });

  it('refuses what it does not understand', () => {
    expect(() => candidates({ DOCKER_HOST: 'fd://' })).toThrow(
      'Cannot understand the Docker endpoint fd:// (from DOCKER_HOST)',
    );
  });
});
