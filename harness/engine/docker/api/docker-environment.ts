import { readFile } from 'node:fs/promises';
import { release } from 'node:os';
import type { EngineEnvironment } from '../../../vocabulary/engine-environment.ts';
import type { EngineHost } from '../../port.ts';
import { PROTECTED_FILES } from '../../site-registry/container-facts.ts';
import { type DockerApi, request } from './docker-api.ts';
import { engineError } from './docker-errors.ts';

/** What of the engine's answer to GET /info matters; dockerode leaves it untyped. */
interface DockerInfo {
  readonly Name: string;
  readonly KernelVersion: string;
  readonly OperatingSystem: string;
  readonly Architecture: string;
  readonly DefaultRuntime: string;
  readonly Driver: string;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly NCPU: number;
  readonly MemTotal: number;
}

/**
 * Reads the facts about a Docker engine and its one host.
 *
 * @throws HarnessError ENGINE_FAILED or ENGINE_UNREACHABLE if it does not tell them.
 */
export async function readDockerHost(api: DockerApi): Promise<EngineHost> {
  try {
    const asked: Promise<DockerInfo> = request(api, api.docker.info());
    const [info, version] = await Promise.all([asked, request(api, api.docker.version())]);
    const runtime = version.Components?.find(({ Name }) => Name === info.DefaultRuntime)?.Version;
    const environment: EngineEnvironment = {
      engine: 'docker',
      endpoint: api.endpoint.url,
      version: version.Version,
      apiVersion: api.apiVersion,
      kernel: info.KernelVersion,
      operatingSystem: info.OperatingSystem,
      architecture: info.Architecture,
      runtime: [info.DefaultRuntime, runtime].filter(Boolean).join(' '),
      storageDriver: info.Driver,
      cgroupVersion: info.CgroupVersion ?? 'unknown',
      ...readSecurity(info.SecurityOptions),
      protectedFiles: await readProtectedFiles(api, info.KernelVersion),
      umask: null,
      cpus: info.NCPU,
      memoryBytes: info.MemTotal,
    };
    return { name: info.Name, environment };
  } catch (thrown) {
    throw engineError('read the facts about the engine', api, thrown);
  }
}

/** The id that a Docker engine gave itself. */
export async function readDockerId(api: DockerApi): Promise<string> {
  const info: { readonly ID: string } = await request(api, api.docker.info());
  return info.ID;
}

type Security = Pick<EngineEnvironment, 'seccomp' | 'appArmor' | 'selinux' | 'rootless' | 'userNamespaceRemapping'>;

/** Reads options such as `name=seccomp,profile=default` (moby, daemon/info.go). */
export function readSecurity(options: readonly string[] | null | undefined): Security {
  const parsed = new Map((options ?? []).map((option) => [/name=([^,]+)/.exec(option)?.[1] ?? option, option]));
  return {
    seccomp: options === undefined || options === null ? 'unknown' : seccompProfile(parsed.get('seccomp')),
    appArmor: parsed.has('apparmor'),
    selinux: parsed.has('selinux'),
    rootless: parsed.has('rootless'),
    userNamespaceRemapping: parsed.has('userns'),
  };
}

/** Docker 23.0 calls `builtin` what was called `default` before. */
function seccompProfile(option: string | undefined): string {
  if (option === undefined) return 'unconfined';
  const profile = /profile=([^,]+)/.exec(option)?.[1] ?? 'default';
  return profile === 'builtin' ? 'default' : profile;
}

/** These belong to the kernel as a whole, so ours are the engine's if it runs on our kernel. */
export async function readProtectedFiles(api: DockerApi, kernel: string): Promise<Record<string, string> | null> {
  if (process.platform !== 'linux' || api.endpoint.transport.kind !== 'socket' || release() !== kernel) return null;
  try {
    const entries = PROTECTED_FILES.map(async (name) => [
      `fs.${name}`,
      (await readFile(`/proc/sys/fs/${name}`, 'utf8')).trim(),
    ]);
    return Object.fromEntries(await Promise.all(entries));
  } catch {
    return null;
  }
}
