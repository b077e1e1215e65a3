import { describe, expect, it } from 'vitest';
import { parseProcessStatus } from '../../vocabulary/process-status.ts';
import type { BuildRequest } from '../builder.ts';
import { kanikoBuilder } from './kaniko.ts';

const REQUEST: BuildRequest = {
  context: { kind: 'tar', dockerfile: 'docker/Dockerfile' },
  settings: { flags: [], environment: {} },
  target: 'final',
  buildArguments: { VERSION: '1, --x=2' },
  registry: 'registry.example:80',
  secrets: [],
  secretArguments: [],
  mirroredHosts: ['docker.io', 'gcr.io'],
  destination: 'trials/t0001:image',
  cache: null,
};

const OLD = ['push-retry'];
const NEW = ['push-retry', 'registry-map', 'skip-default-registry-fallback'];

function builderWith(names: readonly string[], entrypoint = ['/kaniko/executor']) {
  const flags = new Map(names.map((name) => [name, { deprecated: false, takesValue: true }]));
  const ask = async () => ({ kind: 'failed', message: 'nobody asks' }) as const;
  const identity = {
    kind: 'kaniko',
    reference: 'kaniko',
    version: 'v1.0.0',
    repository: null,
    imageDigest: null,
    binarySha256: null,
  } as const;
  return kanikoBuilder({ identity, image: 'kaniko', entrypoint, flags, ask });
}

function status(name: string) {
  const masks = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((field) => `${field}:\t0000000000000000`);
  const parsed = parseProcessStatus([`Name:\t${name}`, ...masks].join('\n'));
  if (parsed === undefined) throw new Error('no status');
  return parsed;
}

describe('the command line of Kaniko', () => {
  it('reads the context from standard input and pushes to the registry of the sandbox', () => {
    const { command } = builderWith(NEW).invocation(REQUEST);
    expect(command[0]).toBe('/kaniko/executor');
    expect(command).toEqual(
      expect.arrayContaining([
        '--context=tar://stdin',
        '--dockerfile=docker/Dockerfile',
        '--target=final',
        '--destination=registry.example:80/trials/t0001:image',
        '--build-arg=VERSION=1, --x=2',
        '--insecure-registry=registry.example:80',
      ]),
    );
  });

  it('has no value of a secret build argument but of one that would steer the executor', () => {
    const secretArguments = ['HTTP_PROXY', 'NPM_TOKEN'].map((name) => ({ name, value: `hunter-${name}` }));
    const { command, environment } = builderWith(NEW).invocation({ ...REQUEST, secretArguments });
    expect(environment).toEqual({ NPM_TOKEN: 'hunter-NPM_TOKEN' });
    expect(command).toEqual(
      expect.arrayContaining(['--build-arg=HTTP_PROXY=hunter-HTTP_PROXY', '--build-arg=NPM_TOKEN']),
    );
  });

  it('finds a mounted context at its path, and waits for the Dockerfile', () => {
    const { command } = builderWith(NEW).invocation({ ...REQUEST, context: { kind: 'dir', path: '/builds/app' } });
    expect(command).toEqual(expect.arrayContaining(['--context=dir:///builds/app', '--dockerfile=/dev/stdin']));
  });

  it('looks layers up, and keeps them, in a repository of the sandbox where the build has a cache, and nowhere else', () => {
    const cached = { ...REQUEST, cache: { repository: 'caches/t0001' } };
    expect(builderWith(NEW).invocation(cached).command).toEqual(
      expect.arrayContaining(['--cache=true', '--cache-repo=registry.example:80/caches/t0001']),
    );
    expect(builderWith(NEW).invocation(REQUEST).command.join(' ')).not.toContain('--cache');
  });

  it.each([
    ['cache and cache-repo', ['cache', 'cache-repo'], true],
    ['a cache without a repository', ['cache'], false],
    ['neither', [], false],
  ])('keeps layers if its help names %s', (_, flags, keeps) => {
    expect(builderWith(flags).keepsLayers).toBe(keeps);
  });

  it.each([
    ['an executor of v1.6.0', 'WARN[0004] error uploading layer to cache: no space left', true],
    ['an executor of today', 'WARN[0004] Error uploading layer to cache: no space left', true],
    ['a build that went well', 'INFO[0003] Pushing layer registry:80/caches/t1:0a to cache now', false],
  ])('reads from the log of %s whether a layer was not kept', (_, line, isFault) => {
    const fault = builderWith(NEW).cacheFault(`INFO[0000] Retrieving\n${line}\nINFO[0005] done`);
    expect(fault?.toLowerCase()).toBe(isFault ? 'error uploading layer to cache: no space left' : undefined);
  });

  it('has an executor that can map registries take all base images from the sandbox', () => {
    const builder = builderWith(NEW);
    expect(builder.invocation(REQUEST).command).toEqual(
      expect.arrayContaining([
        '--registry-map=index.docker.io=registry.example:80',
        '--registry-map=gcr.io=registry.example:80',
        '--skip-default-registry-fallback',
      ]),
    );
    expect(builder.redirectedHosts(REQUEST.mirroredHosts)).toEqual([]);
  });

  it('asks for a redirection of the hosts where an executor cannot map registries, and allows it plain HTTP to them', () => {
    const builder = builderWith(OLD);
    expect(builder.redirectedHosts(REQUEST.mirroredHosts)).toEqual(['index.docker.io', 'gcr.io']);
    const { command } = builder.invocation(REQUEST);
    expect(command).toEqual(
      expect.arrayContaining(['--insecure-registry=index.docker.io', '--insecure-registry=gcr.io']),
    );
    expect(command.filter((word) => word.startsWith('--registry-m'))).toEqual([]);
  });

  it('says so when a host with a port cannot be redirected', () => {
    expect(() => builderWith(OLD).redirectedHosts(['localhost:5000'])).toThrow(/localhost:5000/);
    expect(builderWith(NEW).redirectedHosts(['localhost:5000'])).toEqual([]);
  });

  it('allows plain HTTP to no registry on the internet', () => {
    const { command } = builderWith(NEW).invocation(REQUEST);
    const relaxed = command.filter((word) => word.startsWith('--insecure') || word.startsWith('--skip-tls'));
    expect(relaxed).toEqual(['--insecure-registry=registry.example:80']);
  });

  it('has the flags and variables that a user sets, and not those that would keep the image from the registry', () => {
    const settings = {
      flags: ['--snapshot-mode=redo', '--no-push'],
      environment: { FF_KANIKO_RUN_HONOR_GROUP: 'true', KANIKO_NO_PUSH: 'true' },
    };
    const { command, environment } = builderWith(NEW).invocation({ ...REQUEST, settings });
    expect(command.at(-1)).toBe('--snapshot-mode=redo');
    expect(command).not.toContain('--no-push');
    expect(environment).toEqual({ FF_KANIKO_RUN_HONOR_GROUP: 'true' });
  });

  it('has no flag that the executor does not offer', () => {
    const { command } = builderWith([]).invocation({ ...REQUEST, mirroredHosts: [] });
    expect(command.filter((word) => /retry|fallback|registry-map/.test(word))).toEqual([]);
  });
});

describe('the process of Kaniko', () => {
  it('is known by its name as the kernel cuts it, and not mistaken for the runtime that starts it', () => {
    const builder = builderWith(NEW, ['/opt/a-very-long-executor-name']);
    expect(builder.isBuilder(status('a-very-long-exe'))).toBe(true);
    expect(builder.isBuilder(status('runc:[2:INIT]'))).toBe(false);
  });
});
