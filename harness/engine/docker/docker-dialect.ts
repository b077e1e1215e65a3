import { namesOf } from '../../capabilities/capability-set.ts';
import type { ApiDialect } from './api/api-dialect.ts';
import { readDockerHost, readDockerId } from './api/docker-environment.ts';

/** Docker's own way of speaking its API. */
export const DOCKER_DIALECT: ApiDialect = {
  kind: 'docker',
  title: 'Docker',
  wayOut: {
    start: 'Start the daemon or set DOCKER_HOST.',
    permission: 'Your user may not use the socket: join the docker group (and log in again), or use sudo.',
  },
  sharesHostsFile: true,
  canSwitchOffHealthcheck: true,
  readHost: readDockerHost,
  readId: readDockerId,
  grant: ({ capabilities }) => ({ CapDrop: ['ALL'], CapAdd: namesOf(capabilities) }),
  // The text of a profile, and not the path of one: the daemon may run on another machine.
  seccompFileObstacle: () => null,
  seccompOption: async (_, profile) => ({
    option: `seccomp=${profile === 'unconfined' ? profile : profile.json}`,
    release: async () => undefined,
  }),
  // By the engine's own clock. Reading stops at the container's `die`, the end is for when there is none.
  eventsQuery: (until) => ({ since: '1', until }),
  tellsOutOfMemory: true,
  importName: (repo, tag) => ({ repo, tag }),
  // What joined the network of a container is no reason to keep it.
  dependentsIn: () => [],
  // As in a Dockerfile: no variable in it is replaced.
  quote: (word) => `"${word.replace(/[\\"$]/g, '\\$&')}"`,
  pushQuery: {},
};
