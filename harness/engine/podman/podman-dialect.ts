import { type CapabilitySet, difference, EMPTY_SET, formatSet, namesOf } from '../../capabilities/capability-set.ts';
import type { ApiDialect, Grant } from '../docker/api/api-dialect.ts';
import type { TrialSpecification } from '../trial-port.ts';
import { readPodmanHost, readPodmanId } from './podman-host.ts';
import { podmanSeccompOption, seccompFileObstacle } from './podman-seccomp.ts';

/** What of Podman's dialect depends on its settings and its host. */
export interface PodmanSettings {
  /** The capabilities that it gives a container of which nothing is said. */
  readonly defaults: CapabilitySet;
  /** `v1` or `v2`. */
  readonly cgroupVersion: string;
}

/** How Podman speaks Docker's API. */
export function podmanDialect({ defaults, cgroupVersion }: PodmanSettings): ApiDialect {
  return {
    kind: 'podman',
    title: 'Podman',
    wayOut: {
      start:
        'Start its service (systemctl --user start podman.socket, or podman system service), or set CONTAINER_HOST.',
      permission: 'Your user may not use the socket: start a service of your own, or use sudo.',
    },
    // Each has one of its own, to which nothing can be added where it joins another one's network.
    sharesHostsFile: false,
    // It would make a timer of systemd for it, and fail to where there is no systemd.
    canSwitchOffHealthcheck: false,
    readHost: readPodmanHost,
    readId: readPodmanId,
    grant: (specification) => grantOf(specification, defaults),
    seccompFileObstacle,
    seccompOption: podmanSeccompOption,
    // On cgroup v1 its monitor (conmon 2.1.6) never notices.
    tellsOutOfMemory: cgroupVersion !== 'v1',
    // Up to a point in time it tells only some of the events. What has happened it tells in full.
    eventsQuery: () => ({ since: '1', stream: false }),
    // It leaves a tag out that is not in the name.
    importName: (repository, tag) => ({ repo: `${repository}:${tag}` }),
    // It keeps a container whose network another one has joined.
    dependentsIn: (refusal) =>
      /has dependent containers\b[^:]*: ([\da-f, ]+)/.exec(refusal)?.[1]?.match(/[\da-f]{64}/g) ?? [],
    // It takes the rest of the line as it is, but for quotes around it.
    quote: (word) => `"${word}"`,
    // It would ask a registry at the loopback for TLS as well, and push what it imported as OCI images, which Docker never does.
    pushQuery: { tlsVerify: false, format: 'v2s2' },
  };
}

/**
 * Root has what is added in all its sets, as with Docker. Any other user has it in force as well, although a bounding set alone is
 * asked for: for such a user nothing is added, and of the defaults all others are dropped.
 */
function grantOf(
  { capabilities, user }: Pick<TrialSpecification, 'capabilities' | 'user'>,
  defaults: CapabilitySet,
): Grant | { readonly ungrantable: string } {
  if (user.id === 0 || capabilities === EMPTY_SET) return { CapDrop: ['ALL'], CapAdd: namesOf(capabilities) };
  const beyond = difference(capabilities, defaults);
  if (beyond === EMPTY_SET) return { CapDrop: namesOf(difference(defaults, capabilities)), CapAdd: [] };
  return {
    ungrantable:
      `Podman grants a user that is not root ${formatSet(beyond)} only in force, and not in the bounding set alone ` +
      '(only its default capabilities can be there: default_capabilities in containers.conf)',
  };
}
