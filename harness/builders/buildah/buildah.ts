import { setOf } from '../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../engine/container-setup.ts';
import type { BuilderIdentity } from '../../vocabulary/builder-identity.ts';
import type { ProcessStatus } from '../../vocabulary/process-status.ts';
import type { BuilderAnswer } from '../ask-builder.ts';
import { passedArguments, secretEnvironment, secretVariable } from '../build-secret.ts';
import type { Builder, BuildRequest, ContextSource } from '../builder.ts';
import { passedSettings } from '../settings/setting-rules.ts';
import { readBuildahFailure } from './buildah-log.ts';
import { BUILDAH_SETTING_RULES } from './buildah-setting-rules.ts';
import { checkBuildahSettings } from './check-buildah-settings.ts';

/** An image with Buildah and the gate, as `scripts/images/buildah` makes it. */
export interface BuildahSettings {
  readonly identity: BuilderIdentity;
  readonly image: string;
  /** Runs a command of the image to its end, without a network and without capabilities. */
  readonly ask: (command: readonly string[]) => Promise<BuilderAnswer>;
}

const GATE = '/usr/local/bin/buildah-gate';

/**
 * Buildah with chroot isolation as a builder. What it cannot do without was found by trying, with Buildah 1.28 of
 * Debian 12: unpacking a base image pivots into it (DAC_OVERRIDE, SYS_CHROOT, SYS_ADMIN), and a command in RUN is
 * started with its own groups (SETGID).
 */
export function buildahBuilder({ identity, image, ask }: BuildahSettings): Builder {
  return {
    identity,
    image,
    needs: { ...PLAIN_SETUP, capabilities: setOf('DAC_OVERRIDE', 'SETGID', 'SYS_CHROOT', 'SYS_ADMIN') },
    takesSecrets: true,
    redirectedHosts: () => [],
    checkSettings: (settings) => checkBuildahSettings(settings, `Buildah ${identity.version}`, ask),
    invocation: (build) => {
      const passed = passedSettings(build.settings, BUILDAH_SETTING_RULES);
      const secret = passedArguments(build.secretArguments, passed.environment);
      const environment = { ...passed.environment, ...secret.environment, ...secretEnvironment(build.secrets) };
      return { command: [...gateCommand(build), ...secret.flags, ...passed.flags], environment };
    },
    keepsLayers: false,
    cacheFault: () => undefined,
    isBuilder: (status: ProcessStatus) => status.name === 'buildah-gate',
    ownProcesses: ['buildah'],
    // A shell waits, and is replaced by Buildah.
    keepsProgram: false,
    pushedDigest: () => null,
    readFailure: readBuildahFailure,
  };
}

/** What the gate reads from standard input: a tar to unpack, or the Dockerfile alone; then Buildah's own options. */
function contextArguments(context: ContextSource): string[] {
  return context.kind === 'tar'
    ? ['/context', `--file=/context/${context.dockerfile}`]
    : [context.path, '--file=/gate/Dockerfile'];
}

function gateCommand(build: BuildRequest): string[] {
  return [
    GATE,
    build.registry,
    build.destination,
    build.mirroredHosts.join(','),
    ...contextArguments(build.context),
    ...(build.target === null ? [] : [`--target=${build.target}`]),
    ...build.secrets.map(({ id }, index) => `--secret=id=${id},type=env,src=${secretVariable(index)}`),
    ...Object.entries(build.buildArguments).map(([name, value]) => `--build-arg=${name}=${value}`),
  ];
}
