import { get } from 'node:http';
import { dirname } from 'node:path/posix';

/**
 * How the registry of the distribution project is run from the auxiliary image, on whatever engine: as a container, or beside
 * one in a pod.
 */
export interface RegistryProgram {
  readonly command: readonly string[];
  /** A file that is there once the image's shell has run: without it the image is no auxiliary image. Its name is on the command line. */
  readonly configurationFile: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The name under which trials reach the registry; it means nothing outside a site. */
export const REGISTRY_HOST = 'registry.kaniko-caps';

/** Some executors cannot be told another registry for a host; they find this one under the host's name and plain HTTP's port. */
export const REGISTRY_PORT = 80;

/** The files of the registry, as `createFilesystemRegistry` reads them. */
export const REGISTRY_FILES = '/srv/registry/docker/registry/v2';

/** Copies a repository, where the registry runs; nothing if there is no such one. The copy must not be there yet. */
export function copyCommand(from: string, to: string): readonly string[] {
  const at = (repository: string): string => `${REGISTRY_FILES}/repositories/${repository}`;
  const script =
    '[ -d "$0" ] || exit 0; [ ! -e "$1" ] || { echo "$1 exists"; exit 1; }; mkdir -p "$2" && cp -R "$0" "$1"';
  return ['/bin/sh', '-c', script, at(from), at(to), dirname(at(to))];
}

const NONCE_HEADER = 'X-Kaniko-Caps-Run';

/** The program to run. `nonce` tells this registry from any other that may listen somewhere. */
export function registryProgram(nonce: string): RegistryProgram {
  const configurationFile = `/tmp/${nonce}.yml`;
  const script = 'printf "%s" "$KANIKO_CAPS_CONFIGURATION" > "$0" && exec /bin/registry serve "$0"';
  return {
    command: ['/bin/sh', '-c', script, configurationFile],
    configurationFile,
    environment: { KANIKO_CAPS_CONFIGURATION: configuration(nonce), OTEL_TRACES_EXPORTER: 'none' },
  };
}

/** Its configuration file; JSON is YAML. */
function configuration(nonce: string): string {
  return JSON.stringify({
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: '/srv/registry' }, maintenance: { uploadpurging: { enabled: false } } },
    http: { addr: `:${REGISTRY_PORT}`, headers: { [NONCE_HEADER]: [nonce] } },
  });
}

/**
 * Whether the registry with this nonce answers at a URL. Not with fetch: a connection that is closed before any answer leaves it
 * pending with nothing to keep the process alive.
 */
export function isRegistryAt(url: string, nonce: string): Promise<boolean> {
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
