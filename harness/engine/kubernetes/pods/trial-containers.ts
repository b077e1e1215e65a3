import type { V1Container, V1SecurityContext } from '@kubernetes/client-node';
import { namesOf } from '../../../capabilities/capability-set.ts';
import type { TrialSpecification } from '../../trial-port.ts';
import { escapeReferences } from './escape-references.ts';

/** The containers of a trial's pod. */
export const BUILDER = 'builder';
export const EVIDENCE = 'evidence';
export const FILLER = 'filler';

/** A user that owns nothing: `nobody` in most images. */
const NOBODY = 65_534;

/** The container of a builder; its mounts are the volumes of the pod from `firstMount` on. */
export function builderContainer(
  specification: TrialSpecification,
  { name: container, firstMount }: { readonly name: string; readonly firstMount: number },
): V1Container {
  const { image, command, environment, mounts, limits } = specification;
  return {
    name: container,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: command.slice(0, 1).map(escapeReferences),
    args: command.slice(1).map(escapeReferences),
    env: Object.entries(environment).map(([name, value]) => ({ name, value: escapeReferences(value) })),
    stdin: true,
    stdinOnce: true,
    tty: false,
    volumeMounts: mounts.map(({ path }, index) => ({ name: `mount-${firstMount + index}`, mountPath: path })),
    securityContext: builderSecurity(specification),
    resources: {
      // What it may use, and not what must be free before it starts: the rooms share a node.
      requests: { cpu: '10m', memory: '32Mi' },
      limits: {
        memory: String(limits.memoryBytes),
        ...(limits.cpus > 0 && { cpu: `${Math.round(limits.cpus * 1000)}m` }),
      },
    },
  };
}

function builderSecurity({ capabilities, noNewPrivileges, seccomp, user }: TrialSpecification): V1SecurityContext {
  return {
    privileged: false,
    allowPrivilegeEscalation: !noNewPrivileges,
    capabilities: { drop: ['ALL'], add: namesOf(capabilities) },
    runAsUser: user.id,
    ...(user.groupId !== null && { runAsGroup: user.groupId }),
    seccompProfile: { type: seccomp === 'unconfined' ? 'Unconfined' : 'RuntimeDefault' },
  };
}

/** The container beside the builders that reads what the kernel says of them. */
export function evidenceContainer(image: string): V1Container {
  return {
    name: EVIDENCE,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-c', 'trap exit TERM; while :; do sleep 3600 & wait; done'],
    securityContext: { ...UNPRIVILEGED, runAsUser: NOBODY, runAsGroup: NOBODY, readOnlyRootFilesystem: true },
    resources: SMALL,
  };
}

/** What unpacking needs: to give files to their owners, with their modes, wherever they are. Pod Security baseline allows it. */
const UNPACKING = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'MKNOD'];

/** Waits until the mounts have been filled from outside; it has ended before the builder gets what it waits for. */
export function fillerContainer(mounts: number, image: string): V1Container {
  return {
    name: FILLER,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-c', `while [ ! -e ${FILLED} ]; do sleep 0.05; done`],
    volumeMounts: Array.from({ length: mounts }, (_, index) => ({
      name: `mount-${index}`,
      mountPath: fillingPath(index),
    })),
    securityContext: {
      privileged: false,
      allowPrivilegeEscalation: false,
      runAsUser: 0,
      capabilities: { drop: ['ALL'], add: UNPACKING },
    },
    resources: SMALL,
  };
}

/** The file that tells the filler that it has nothing more to wait for. */
export const FILLED = '/tmp/filled';

/** Where the filler has a mount of the builder. */
export function fillingPath(index: number): string {
  return `/mnt/${index}`;
}

/** No capability, and no way to gain one. */
export const UNPRIVILEGED: V1SecurityContext = {
  privileged: false,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
};

/** What a container may use that only waits and answers. */
export const SMALL = { requests: { cpu: '5m', memory: '16Mi' }, limits: { memory: '256Mi' } };
