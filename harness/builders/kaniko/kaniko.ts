import { basename } from 'node:path';
import { EMPTY_SET } from '../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../engine/container-setup.ts';
import { HarnessError } from '../../errors.ts';
import type { BuilderIdentity } from '../../vocabulary/builder-identity.ts';
import type { ProcessStatus } from '../../vocabulary/process-status.ts';
import { passedArguments, secretEnvironment, secretVariable } from '../build-secret.ts';
import type { Builder, BuildRequest, ContextSource } from '../builder.ts';
import type { OfferedFlags } from '../settings/offered-flags.ts';
import { passedSettings } from '../settings/setting-rules.ts';
import { checkKanikoSettings } from './check-kaniko-settings.ts';
import { currentFlags, type KanikoFlags } from './kaniko-flags.ts';
import { readKanikoFailure } from './kaniko-log.ts';
import type { KanikoQuestion } from './kaniko-question.ts';
import { KANIKO_SETTING_RULES } from './kaniko-setting-rules.ts';

/** An executor, and how it is run. */
export interface KanikoSettings {
  readonly identity: BuilderIdentity;
  readonly image: string;
  /** Its command, as the image's entry point says: `/kaniko/executor`. */
  readonly entrypoint: readonly string[];
  readonly flags: OfferedFlags;
  readonly ask: KanikoQuestion;
}

/** The kernel cuts a process's name to this length (TASK_COMM_LEN without the closing zero). */
const LONGEST_PROCESS_NAME = 15;

/** A registry that hiccups must not look like a build that fails. */
const TRANSFER_RETRIES = 3;

/** Kaniko's executor as a builder. */
export function kanikoBuilder(settings: KanikoSettings): Builder {
  const { identity, image, entrypoint } = settings;
  const flags = currentFlags(settings.flags);
  const processName = basename(entrypoint[0] ?? 'executor').slice(0, LONGEST_PROCESS_NAME);
  return {
    identity,
    image,
    needs: { ...PLAIN_SETUP, capabilities: EMPTY_SET },
    takesSecrets: flags.has('secret'),
    redirectedHosts: (mirroredHosts) => (flags.has('registry-map') ? [] : mirroredHosts.map(requirePort80)),
    checkSettings: (asked) => checkKanikoSettings(asked, settings),
    invocation: (build) => {
      const passed = passedSettings(build.settings, KANIKO_SETTING_RULES);
      const secret = passedArguments(build.secretArguments, passed.environment);
      return {
        command: [...entrypoint, ...buildFlags(build, flags), ...secret.flags, ...passed.flags],
        environment: { ...passed.environment, ...secret.environment, ...secretEnvironment(build.secrets) },
      };
    },
    keepsLayers: flags.has('cache') && flags.has('cache-repo'),
    cacheFault: (log) => /error uploading layer to cache: .*/i.exec(log)?.[0],
    isBuilder: (status: ProcessStatus) => status.name === processName,
    ownProcesses: [],
    keepsProgram: true,
    pushedDigest: pushedDigestIn,
    readFailure: readKanikoFailure,
  };
}

/** The last one that it names: what a RUN prints comes before. Executors before v1.7 name none. */
function pushedDigestIn(log: string): string | null {
  return (
    log
      .match(/\bPushed \S*?@?sha256:[0-9a-f]{64}\b/g)
      ?.at(-1)
      ?.slice(-71) ?? null
  );
}

/** What the tool sets. It keeps the default of whatever could change the answer; a user sets that with `--builder-flag`. */
function buildFlags(build: BuildRequest, flags: KanikoFlags): string[] {
  return [
    ...contextFlags(build.context),
    `--destination=${build.registry}/${build.destination}`,
    ...(build.target === null ? [] : [`--target=${build.target}`]),
    ...Object.entries(build.buildArguments).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...build.secrets.map(({ id }, index) => `--secret=id=${id},type=env,env=${secretVariable(index)}`),
    ...registryFlags(build, flags),
    ...cacheFlags(build),
    ...resilienceFlags(flags),
    // Only silences the check for a container's marks, which fails on engines that an executor does not know.
    '--force',
    '--verbosity=info',
    '--log-format=text',
  ];
}

/** In both forms the executor waits for its standard input before it does anything, which is when its evidence is read. */
function contextFlags(context: ContextSource): string[] {
  return context.kind === 'tar'
    ? ['--context=tar://stdin', `--dockerfile=${context.dockerfile}`]
    : [`--context=dir://${context.path}`, '--dockerfile=/dev/stdin'];
}

/** Plain HTTP for the sandbox's registry alone: `--insecure-pull` would hold for registries on the internet as well. */
function registryFlags({ registry, mirroredHosts }: BuildRequest, flags: KanikoFlags): string[] {
  const byMap = flags.has('registry-map');
  const hosts = mirroredHosts.map(registryName);
  const insecure = byMap ? [registry] : [registry, ...hosts];
  return [
    ...insecure.map((host) => `--insecure-registry=${host}`),
    ...(byMap ? hosts.map((host) => `--registry-map=${host}=${registry}`) : []),
    ...(byMap && hosts.length > 0 && flags.has('skip-default-registry-fallback')
      ? ['--skip-default-registry-fallback']
      : []),
  ];
}

/** The registry is the one that `registryFlags` makes known as plain HTTP. Which layers are kept stays the executor's default. */
function cacheFlags({ registry, cache }: BuildRequest): string[] {
  return cache === null ? [] : ['--cache=true', `--cache-repo=${registry}/${cache.repository}`];
}

/** A failed unpacking is not tried again: a refusal by the kernel is an answer. */
function resilienceFlags(flags: KanikoFlags): string[] {
  return [
    ...(flags.has('image-download-retry') ? [`--image-download-retry=${TRANSFER_RETRIES}`] : []),
    ...(flags.has('push-retry') ? [`--push-retry=${TRANSFER_RETRIES}`] : []),
    ...(flags.has('image-fs-extract-retry') ? ['--image-fs-extract-retry=0'] : []),
  ];
}

/** The name under which Kaniko knows a registry host, in its flags and on the network. */
function registryName(host: string): string {
  return host === 'docker.io' ? 'index.docker.io' : host;
}

/**
 * `--registry-mirror` of executors without `--registry-map` stands in for Docker Hub alone, and loses the `library/` of
 * `docker.io/busybox`. A host that leads to the sandbox's registry works for all: they ask port 443, are refused, and go
 * on to port 80, which `--insecure-registry` allows.
 */
function requirePort80(host: string): string {
  if (!host.includes(':')) return registryName(host);
  throw new HarnessError('EXECUTOR_UNSUITABLE', `This executor cannot be kept from asking ${host} for base images`, {
    hint: 'Use an executor that has --registry-map (v1.21.0 or newer).',
  });
}
