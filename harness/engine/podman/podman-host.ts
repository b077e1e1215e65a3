import { release } from 'node:os';
import type { DockerApi } from '../docker/api/docker-api.ts';
import { readProtectedFiles } from '../docker/api/docker-environment.ts';
import { engineError } from '../docker/api/docker-errors.ts';
import type { EngineHost } from '../port.ts';
import { type PodmanInfo, readPodmanInfo } from './podman-info.ts';
import { profileName } from './seccomp-profile.ts';

/**
 * Reads the facts about a Podman service and its one host.
 *
 * @throws HarnessError ENGINE_FAILED or ENGINE_UNREACHABLE if it does not tell them.
 */
export async function readPodmanHost(api: DockerApi): Promise<EngineHost> {
  try {
    const { host, store, version } = await readPodmanInfo(api);
    return {
      name: host.hostname,
      environment: {
        engine: 'podman',
        endpoint: api.endpoint.url,
        version: version.Version,
        apiVersion: api.apiVersion,
        kernel: host.kernel,
        operatingSystem: `${host.distribution.distribution} ${host.distribution.version}`.trim(),
        architecture: KERNEL_NAMES[host.arch] ?? host.arch,
        runtime: runtimeIn(host.ociRuntime),
        storageDriver: store.graphDriverName,
        cgroupVersion: host.cgroupVersion.replace(/^v/, ''),
        ...(await confinementOf(api, host)),
        protectedFiles: await readProtectedFiles(api, host.kernel),
        umask: null,
        cpus: host.cpus,
        memoryBytes: host.memTotal,
      },
    };
  } catch (thrown) {
    throw engineError('read the facts about the engine', api, thrown);
  }
}

/** What tells a service from others: in Docker's API it invents another id for each answer. */
export async function readPodmanId(api: DockerApi): Promise<string> {
  const { host, store } = await readPodmanInfo(api);
  return `${host.hostname} ${store.graphRoot}`;
}

/** What the kernel calls architectures, as records have them, by Go's names. */
const KERNEL_NAMES: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64' };

/** Of `runc version 1.1.5+ds1`, which more lines follow, the name and the number. */
function runtimeIn({ name, version }: PodmanInfo['host']['ociRuntime']): string {
  const number = /\bversion:? ([\w.+~-]+)/.exec(version)?.[1];
  return [name, number].filter(Boolean).join(' ');
}

/** A rootless service has a user namespace always. */
async function confinementOf(api: DockerApi, { security, kernel }: PodmanInfo['host']) {
  return {
    seccomp: await seccompOf(security, api.endpoint.transport.kind === 'socket' && release() === kernel),
    appArmor: security.apparmorEnabled,
    selinux: security.selinuxEnabled,
    rootless: security.rootless,
    userNamespaceRemapping: false,
  };
}

/** Never `default`, which is Docker's. The profile can be read only where Podman runs. */
async function seccompOf(
  { seccompEnabled, seccompProfilePath }: PodmanInfo['host']['security'],
  isHere: boolean,
): Promise<string> {
  if (!seccompEnabled) return 'unconfined';
  if (seccompProfilePath === '') return 'unknown';
  return isHere ? profileName(seccompProfilePath) : seccompProfilePath;
}
