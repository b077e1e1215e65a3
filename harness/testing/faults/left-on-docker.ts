import type { DockerApi } from '../../engine/docker/api/docker-api.ts';

/**
 * All containers, networks and volumes whose name begins with a run's, or that belong to it by their labels, in words. The engine
 * is asked itself, and not by what the harness takes for its own.
 */
export async function leftOnDocker({ docker }: DockerApi, run: string): Promise<string[]> {
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
  ]);
  const isOf = (name: string | undefined, labels: object | null | undefined): boolean =>
    name?.startsWith(run) === true || Object.values(labels ?? {}).includes(run);
  return [
    ...containers.flatMap(({ Names: [name = ''], Labels }) =>
      isOf(name.slice(1), Labels) ? [`container ${name.slice(1)}`] : [],
    ),
    ...networks.flatMap(({ Name, Labels }) => (isOf(Name, Labels) ? [`network ${Name}`] : [])),
    ...(volumes ?? []).flatMap(({ Name, Labels }) => (isOf(Name, Labels) ? [`volume ${Name}`] : [])),
  ];
}
