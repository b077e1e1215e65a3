import type Docker from 'dockerode';
import type { ContainerUser, OwnMount } from '../../container-setup.ts';
import type { TrialSpecification } from '../../trial-port.ts';
import type { ApiDialect, Grant } from '../api/api-dialect.ts';
import { type Labels, labelsOf } from '../docker-labels.ts';
import type { ServiceSpecification } from './docker-service.ts';

/** The body of a create request. */
export type ContainerSettings = Docker.ContainerCreateOptions;

/** A user that owns nothing: `nobody` in most images. */
const NOBODY = '65534:65534';

/** How a trial's container is made on an engine. */
export interface TrialMeans {
  /** Docker's: `none`, or `container:` and the one whose network it joins. */
  readonly networkMode: string;
  readonly grant: Grant;
  /** The option that names a filter on system calls; null for the engine's own filter. */
  readonly seccomp: string | null;
  readonly dialect: Pick<ApiDialect, 'canSwitchOffHealthcheck'>;
}

/**
 * The settings of a trial's container. Its capabilities are dropped and added by name, whatever the engine's defaults are;
 * nothing else that would change a builder's privilege is set but what is asked for.
 */
export function trialSettings(
  specification: TrialSpecification,
  { networkMode, grant, seccomp, dialect }: TrialMeans,
): ContainerSettings {
  const { limits, ownership, mounts, user, noNewPrivileges } = specification;
  const security = [...(noNewPrivileges ? [NO_NEW_PRIVILEGES] : []), ...(seccomp === null ? [] : [seccomp])];
  return {
    ...commonSettings({ ...specification, labels: labelsOf(ownership) }, dialect),
    ...openInput,
    User: userText(user),
    HostConfig: {
      ...commonHostSettings,
      ...grant,
      ...(security.length > 0 && { SecurityOpt: security }),
      ...(mounts.length > 0 && { Mounts: mounts.map(mountSettings) }),
      NetworkMode: networkMode,
      Memory: limits.memoryBytes,
      // Equal to the memory limit: no swap.
      MemorySwap: limits.memoryBytes,
      PidsLimit: limits.processes,
      ...(limits.cpus > 0 && { NanoCpus: Math.round(limits.cpus * 1e9) }),
    },
  };
}

/** Without a source it is a volume of its own, which goes with the container. One that is filled takes nothing from the image. */
function mountSettings({ path, content }: OwnMount): Docker.MountSettings {
  return {
    Type: 'volume',
    Source: '',
    Target: path,
    ...(content !== null && { VolumeOptions: { NoCopy: true } as Docker.MountSettings['VolumeOptions'] }),
  };
}

function userText({ id, groupId }: ContainerUser): string {
  return groupId === null ? String(id) : `${id}:${groupId}`;
}

/** The settings of a service: no capability, and no way to gain one. */
export function serviceSettings(
  specification: ServiceSpecification,
  dialect: Pick<ApiDialect, 'canSwitchOffHealthcheck'>,
): ContainerSettings {
  const { network, publishedPorts = [], volumes = [], hosts, nameServers } = specification;
  const ports = publishedPorts.map((port) => `${port}/tcp`);
  return {
    ...commonSettings(specification, dialect),
    ...openInput,
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    HostConfig: {
      ...commonHostSettings,
      ...unprivileged,
      // Before trials, where there is not enough for all: what watches them has to be in time.
      CpuShares: 8 * USUAL_CPU_SHARES,
      NetworkMode: network ?? 'none',
      Mounts: volumes.map(({ name, path, readOnly }) => ({
        Type: 'volume',
        Source: name,
        Target: path,
        ReadOnly: readOnly,
      })),
      ExtraHosts: Object.entries(hosts).map(([name, address]) => `${name}:${address}`),
      Dns: [...nameServers],
      PortBindings: Object.fromEntries(ports.map((port) => [port, [{ HostIp: '127.0.0.1', HostPort: '' }]])),
    },
  };
}

/** What Docker gives a container of which nothing else is said. */
const USUAL_CPU_SHARES = 1024;

/** What a helper container runs. */
export interface HelperSpecification {
  readonly image: string;
  readonly command: readonly string[];
  readonly labels: Labels;
}

/** The settings of a container that reads the status of the processes of the engine's host: nobody, with nothing. */
export function helperSettings(
  specification: HelperSpecification,
  dialect: Pick<ApiDialect, 'canSwitchOffHealthcheck'>,
): ContainerSettings {
  return {
    ...commonSettings({ ...specification, environment: {} }, dialect),
    ...openInput,
    User: NOBODY,
    HostConfig: {
      ...commonHostSettings,
      ...unprivileged,
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      PidMode: 'host',
      // Where ids of users are mapped (userns-remap), an engine shows the host's processes only to a container that is not.
      UsernsMode: 'host',
    },
  };
}

/**
 * Closing standard input from outside works only so: with StdinOnce off the daemon closes stdout and stderr with it and all
 * output is lost (moby/moby#38457), and a terminal knows no half-closing.
 */
const openInput = { OpenStdin: true, StdinOnce: true, AttachStdin: true } as const;

const NO_NEW_PRIVILEGES = 'no-new-privileges';

const unprivileged = { CapDrop: ['ALL'], SecurityOpt: [NO_NEW_PRIVILEGES] };

const commonHostSettings = {
  Privileged: false,
  // A container that removes itself takes its exit code and its output along.
  AutoRemove: false,
  RestartPolicy: { Name: 'no' },
  IpcMode: 'private',
  // Other drivers cannot be read back. All options are said: the daemon would fill in its own defaults, which may drop lines.
  LogConfig: { Type: 'json-file', Config: { 'max-size': '64m', 'max-file': '2', mode: 'blocking' } },
};

function commonSettings(
  specification: Pick<ServiceSpecification, 'image' | 'command' | 'environment' | 'labels'>,
  { canSwitchOffHealthcheck }: Pick<ApiDialect, 'canSwitchOffHealthcheck'>,
): ContainerSettings {
  const [program, ...rest] = specification.command;
  return {
    Image: specification.image,
    Entrypoint: program === undefined ? [] : [program],
    Cmd: rest,
    Env: Object.entries(specification.environment).map(([name, value]) => `${name}=${value}`),
    Labels: { ...specification.labels },
    ...(canSwitchOffHealthcheck && { Healthcheck: { Test: ['NONE'] } }),
    Tty: false,
    AttachStdout: true,
    AttachStderr: true,
  };
}
