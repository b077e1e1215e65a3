import { messageOf } from '../../../errors.ts';
import { createFilesystemRegistry } from '../../../image/registry/filesystem-registry.ts';
import type { ImageSupply, SiteRegistry, SupplyOutcome } from '../../port.ts';
import { REGISTRY_PORT, registryFiles, TRIALS_ROOT } from '../../site-registry/registry-layout.ts';
import type { Cluster } from '../api/cluster.ts';
import { readRemoteImage } from '../images/remote-image.ts';
import { KEEPER, type Keeper } from './keeper.ts';
import { openPodFile } from './open-pod-file.ts';
import { storeImage } from './store-image.ts';

/** The registry of a site: read through its files, which works wherever the API server is. */
export function kubeRegistry(cluster: Cluster, keeper: Keeper, architecture: string): SiteRegistry {
  const files = registryFiles(TRIALS_ROOT);
  return {
    address: registryAddress(keeper, REGISTRY_PORT),
    source: createFilesystemRegistry(files, (path) =>
      openPodFile(cluster, { pod: keeper.pod, container: KEEPER }, path),
    ),
    supply: (supply) => supplyImage(keeper, supply, architecture),
    copyRepository: (from, to) => keeper.call(`copy the repository ${from} to ${to}`, 'copy', from, to),
  };
}

/** How trials name the registry at a port of the keeper. */
export function registryAddress({ address }: Keeper, port: number): string {
  return `${address}:${port}`;
}

async function supplyImage(
  keeper: Keeper,
  { reference, repository, tag, credentials }: ImageSupply,
  architecture: string,
): Promise<SupplyOutcome> {
  const found = await readRemoteImage(reference, architecture, await credentials?.()).catch(messageOf);
  if (found === undefined) return { kind: 'absent', message: 'its registry does not have it' };
  if (typeof found === 'string') return { kind: 'absent', message: found };
  await storeImage(keeper, found, { repository, tag });
  await keeper.call(`show ${reference} to trials`, 'show');
  return { kind: 'supplied', digest: found.digest };
}
