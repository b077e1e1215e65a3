import type { EngineHost, RoomHealth, SiteRoom } from '../../port.ts';
import { untilRoomRegistryAnswers } from '../../site-registry/await-room-registry.ts';
import { openRegistryChannel } from '../../site-registry/registry-channel.ts';
import { REGISTRY_HOST } from '../../site-registry/registry-layout.ts';
import { roomProgram } from '../../site-registry/registry-program.ts';
import { type RoomRegistry, roomRegistry } from '../../site-registry/room-registry.ts';
import { together } from '../../together.ts';
import type { DockerApi } from '../api/docker-api.ts';
import { inspectContainer } from '../containers/docker-containers.ts';
import { createDockerNetwork } from '../containers/docker-objects.ts';
import { type Service, startDockerService } from '../containers/docker-service.ts';
import { type Labels, ROOM_LABELS } from '../docker-labels.ts';
import type { HostView } from '../evidence/host-view.ts';
import { startDockerTrial } from '../trial-container/docker-trial.ts';
import { mountsOf, type SiteVolumes } from './site-registry.ts';

/** The rooms of one reach. */
export interface RoomSettings {
  readonly names: readonly string[];
  readonly image: string;
  /** Whether each gets a network that leads outside; else it has its loopback alone. */
  readonly egress: boolean;
  /** Hosts in whose place trials find the registry. */
  readonly redirectedHosts: readonly string[];
  readonly volumes: SiteVolumes;
  readonly labels: Labels;
}

/** A container that holds the network of a room, and the registry in it. */
export interface RoomHolder {
  readonly service: Service;
  readonly registry: RoomRegistry;
}

/**
 * Starts a container for each room. It owns a network namespace, which the room's trials join: that halves the start time of a
 * trial, and keeps parallel builds apart. Its registry listens at the loopback there, so that a trial needs no other way.
 */
export function startHolders(api: DockerApi, { names, ...common }: RoomSettings): Promise<RoomHolder[]> {
  return together(names.map((name) => startHolder(api, name, common)));
}

async function startHolder(
  api: DockerApi,
  name: string,
  { image, egress, redirectedHosts, volumes, labels }: Omit<RoomSettings, 'names'>,
): Promise<RoomHolder> {
  if (egress) await createDockerNetwork(api, name, labels);
  const service = await startDockerService(api, {
    ...roomProgram(redirectedHosts.length > 0),
    name,
    image,
    labels: { ...labels, ...ROOM_LABELS },
    network: egress ? name : null,
    volumes: mountsOf(volumes, false),
    hosts: Object.fromEntries(redirectedHosts.map((host) => [host, REGISTRY_HOST])),
    // No name is looked up outside on behalf of an isolated trial: Docker's own resolver would do so for it.
    nameServers: egress ? [] : ['127.0.0.1'],
  });
  const registry = roomRegistry(openRegistryChannel(service.streams));
  await untilRoomRegistryAnswers(name, registry);
  return { service, registry };
}

/** The room that a container holds. */
export function dockerRoom(
  api: DockerApi,
  { service, registry }: RoomHolder,
  host: EngineHost,
  view: HostView,
): SiteRoom {
  const place = { networkMode: `container:${service.name}`, view, registry };
  return {
    name: service.name,
    host,
    startTrial: (specification) => startDockerTrial(api, specification, place),
    health: () => healthOf(api, { service, registry }),
  };
}

async function healthOf(api: DockerApi, { service, registry }: RoomHolder): Promise<RoomHealth> {
  const state = (await inspectContainer(api, service.name))?.State;
  if (state?.Running !== true) {
    return { kind: 'broken', message: `the container ${service.name} is ${state?.Status ?? 'gone'}` };
  }
  const fault = await registry.fault();
  if (fault === undefined) return { kind: 'sound' };
  return { kind: 'broken', message: `the registry in ${service.name}: ${fault}` };
}
