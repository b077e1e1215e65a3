import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, Labels, Service } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';
import { readImage } from '../image/reading/read-image.ts';
import { createFilesystemRegistry } from '../image/registry/filesystem-registry.ts';
import { createHttpRegistry } from '../image/registry/http-registry.ts';
import type { RegistrySource } from '../image/registry/registry-source.ts';

/** The name under which trials reach the registry; it means nothing outside a sandbox. */
const HOST = 'registry.kaniko-caps';
/** Some executors cannot be told another registry for a host; they find this one under the host's name and plain HTTP's port. */
const PORT = 80;
const ROOT = '/srv/registry';
const NONCE_HEADER = 'X-Kaniko-Caps-Run';

/** How long the registry may take to answer after its container has started. */
const START_DEADLINE_MS = 15_000;

/** The registry of a sandbox: base images go in, the images that trials push come out. */
export interface SandboxRegistry {
  /** `host:port` as trials name it; plain HTTP. */
  readonly address: string;
  readonly source: RegistrySource;
  /** Its address on each of the sandbox's networks. */
  readonly addresses: Service['addresses'];
  /**
   * Copies an image of the engine into the registry and gives the digest of its manifest there.
   *
   * @throws HarnessError INFRASTRUCTURE if the engine cannot push it.
   */
  push(reference: string, repository: string, tag: string): Promise<string>;
  /** The digests of the layers of an image in the registry. */
  layersOf(repository: string, tag: string): Promise<readonly string[]>;
}

/** Where the registry runs. */
export interface RegistrySettings {
  readonly name: string;
  readonly image: string;
  /** The first one must not be internal: engines publish no port of a container that is only in internal networks. */
  readonly networks: readonly string[];
  readonly labels: Labels;
}

/** Starts the registry; it may take a moment until it answers. */
export function startRegistry(engine: Engine, settings: RegistrySettings): Promise<Service> {
  return engine.startService({
    ...settings,
    command: [
      '/bin/sh',
      '-c',
      'printf "%s" "$KANIKO_CAPS_CONFIGURATION" > /tmp/registry.yml && exec /bin/registry serve /tmp/registry.yml',
    ],
    environment: { KANIKO_CAPS_CONFIGURATION: configuration(settings.name), OTEL_TRACES_EXPORTER: 'none' },
    publishedPort: PORT,
    hosts: {},
    nameServers: [],
  });
}

/** Hosts file entries with which a container in `network` finds the registry, also in the place of other hosts. */
export function registryHosts(
  service: Service,
  network: string,
  redirectedHosts: readonly string[],
): Readonly<Record<string, string>> {
  const address = service.addresses[network] ?? '';
  return Object.fromEntries([HOST, ...redirectedHosts].map((name) => [name, address]));
}

/**
 * Waits until a registry answers.
 *
 * @throws HarnessError INFRASTRUCTURE if it does not.
 */
export async function openRegistry(engine: Engine, service: Service): Promise<SandboxRegistry> {
  const source = await connect(service);
  const push = async (reference: string, repository: string, tag: string): Promise<string> => {
    const outcome = await engine.images.push(reference, `127.0.0.1:${service.hostPort}/${repository}:${tag}`);
    if (outcome.kind === 'failed') {
      throw new HarnessError(
        'INFRASTRUCTURE',
        `Cannot copy ${reference} into the sandbox's registry: ${outcome.message}`,
      );
    }
    const digest = outcome.digest ?? (await source.manifest(repository, tag))?.digest;
    if (digest !== undefined) return digest;
    throw new HarnessError('INFRASTRUCTURE', `The sandbox's registry does not have ${reference} after it was pushed`);
  };
  return {
    address: `${HOST}:${PORT}`,
    source,
    addresses: service.addresses,
    push,
    layersOf: async (repository, tag) =>
      (await readImage(source, repository, tag)).layers.map(({ digest: layer }) => layer),
  };
}

/** The configuration file of the distribution registry; JSON is YAML. */
function configuration(nonce: string): string {
  return JSON.stringify({
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: ROOT }, maintenance: { uploadpurging: { enabled: false } } },
    http: { addr: `:${PORT}`, headers: { [NONCE_HEADER]: [nonce] } },
  });
}

/**
 * The fastest way to read the registry: HTTP over the engine host's loopback where that is our own; else files through the
 * engine (remote engines, Docker Desktop behind a proxy).
 */
async function connect(service: Service): Promise<RegistrySource> {
  const files = createFilesystemRegistry(`${ROOT}/docker/registry/v2`, (path) => service.openFile(path));
  if (service.hostPort === undefined) return files;
  const url = `http://127.0.0.1:${service.hostPort}`;
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    if (await answers(url, service.name)) return createHttpRegistry(url);
    await sleep(50);
  }
  if ((await service.openFile('/tmp/registry.yml')) === undefined) {
    throw new HarnessError('INFRASTRUCTURE', `The sandbox's registry (${service.name}) did not start`, {
      hint: 'The auxiliary image must hold /bin/registry and /bin/sh; --aux-image names another one.',
    });
  }
  return files;
}

/** Not with fetch: a connection that is closed before any answer leaves it pending with nothing to keep the process alive. */
function answers(url: string, nonce: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(`${url}/v2/`, { timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.headers[NONCE_HEADER.toLowerCase()] === nonce);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
    request.on('close', () => resolve(false));
  });
}
