import { setOf } from '../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../engine/container-setup.ts';
import type { BuilderIdentity } from '../../vocabulary/builder-identity.ts';
import type { ProcessStatus } from '../../vocabulary/process-status.ts';
import { secretEnvironment, secretVariable } from '../build-secret.ts';
import type { Builder, BuildRequest, ContextSource } from '../builder.ts';
import { readBuildahFailure } from './buildah-log.ts';

/** An image with Buildah and the gate, as `scripts/images/buildah` makes it. */
export interface BuildahSettings {
  readonly identity: BuilderIdentity;
  readonly image: string;
}

const GATE = '/usr/local/bin/buildah-gate';

/**
 * Buildah with chroot isolation as a builder. What it cannot do without was found by trying, with Buildah 1.28 of
 * Debian 12: unpacking a base image pivots into it (DAC_OVERRIDE, SYS_CHROOT, SYS_ADMIN), and a command in RUN is
 * started with its own groups (SETGID).
 */
export function buildahBuilder({ identity, image }: BuildahSettings): Builder {
  return {
    identity,
    image,
    needs: { ...PLAIN_SETUP, capabilities: setOf('DAC_OVERRIDE', 'SETGID', 'SYS_CHROOT', 'SYS_ADMIN') },
    takesSecrets: true,
    redirectedHosts: () => [],
    invocation: (build) => ({ command: gateCommand(build), environment: secretEnvironment(build.secrets) }),
    isBuilder: (status: ProcessStatus) => status.name === 'buildah-gate',
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
