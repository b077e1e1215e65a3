import type { EngineHost, SiteRoom } from '../../port.ts';
import { together } from '../../together.ts';
import type { DockerApi } from '../api/docker-api.ts';
import { startDockerService } from '../containers/docker-service.ts';
import type { Labels } from '../docker-labels.ts';
import type { HostView } from '../evidence/host-view.ts';
import { startDockerTrial } from '../trial-container/docker-trial.ts';

/** Sleeps for ever: whoever joins the network of such a container needs nothing else of it. */
const SLEEP = ['/bin/sh', '-c', 'while :; do sleep 86400; done'];

/** The rooms of one network. */
export interface RoomSettings {
  readonly names: readonly string[];
  readonly image: string;
  readonly network: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly nameServers: readonly string[];
  readonly labels: Labels;
}

/**
 * Starts a sleeping container for each room. It owns a network namespace, which the room's trials join: that halves the start
 * time of a trial, and keeps parallel builds apart.
 */
export async function startHolders(api: DockerApi, { names, ...common }: RoomSettings): Promise<readonly string[]> {
  await together(
    names.map((name) =>
      startDockerService(api, { ...common, name, command: SLEEP, environment: {}, networks: [common.network] }),
    ),
  );
  return names;
}

/** The room in the network of a sleeping container. */
export function dockerRoom(api: DockerApi, holder: string, host: EngineHost, view: HostView): SiteRoom {
  return {
    name: holder,
    host,
    startTrial: (specification) => startDockerTrial(api, specification, { networkMode: `container:${holder}`, view }),
  };
}
