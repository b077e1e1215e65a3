import { EMPTY_SET } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { type Connection, type ConnectSettings, connectFirst } from '../docker/api/connect.ts';
import type { DockerApi } from '../docker/api/docker-api.ts';
import { engineError } from '../docker/api/docker-errors.ts';
import { dockerEngine } from '../docker/docker-engine.ts';
import { dockerMember } from '../docker/docker-member.ts';
import type { EngineKind } from '../engine-kind.ts';
import { type PodmanSettings, podmanDialect } from './podman-dialect.ts';
import { podmanEndpoints } from './podman-endpoints.ts';
import { readPodmanInfo } from './podman-info.ts';

/** Podman, rootful or rootless, by its service. */
export const podmanKind: EngineKind = {
  name: 'podman',
  open: async (search) => {
    const connection = await connectPodman(search);
    return connection.kind === 'absent' ? connection : { kind: 'open', engine: dockerEngine(connection.api) };
  },
  openAt: async (host, search) => {
    const connection = await connectPodman({ ...search, host });
    if (connection.kind === 'absent') throw connection.problem;
    return dockerMember(connection.api);
  },
};

/**
 * Connects to the first Podman service that answers, and learns what of its dialect depends on its settings.
 *
 * @throws HarnessError if a service answers that cannot be used, or the one that the user chose does not answer.
 */
export async function connectPodman({ environment, host, deadlineMs }: ConnectSettings): Promise<Connection> {
  const connection = await connectFirst(podmanEndpoints({ environment, host }), podmanDialect(UNKNOWN), deadlineMs);
  if (connection.kind === 'absent') return connection;
  const { api } = connection;
  return { kind: 'connected', api: { ...api, dialect: podmanDialect(await settingsOf(api)) } };
}

/** Before the service was asked. */
const UNKNOWN: PodmanSettings = { defaults: EMPTY_SET, cgroupVersion: 'unknown' };

async function settingsOf(api: DockerApi): Promise<PodmanSettings> {
  try {
    const { host } = await readPodmanInfo(api);
    return { defaults: setOfNames(host.security.capabilities.split(',')), cgroupVersion: host.cgroupVersion };
  } catch (thrown) {
    throw engineError('read the settings of Podman', api, thrown);
  }
}
