import type { EngineHost } from '../../port.ts';
import type { Cluster } from '../api/cluster.ts';
import { usableHostNames } from '../api/kube-environment.ts';

/** What keeps a node from taking pods, in words; undefined if it takes them. */
export async function nodeFault(cluster: Cluster, { name }: EngineHost): Promise<string | undefined> {
  const isUsable = (await usableHostNames(cluster)).includes(name);
  return isUsable ? undefined : `the node ${name} takes no pods: it is lost, not ready, cordoned or tainted`;
}

/**
 * The host itself if its node still takes pods, else another one of the run, which is like it.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED if no node of the cluster takes pods.
 * @throws Error if none of the hosts does.
 */
export async function livingHost(
  cluster: Cluster,
  wanted: EngineHost,
  hosts: readonly EngineHost[],
): Promise<EngineHost> {
  const usable = await usableHostNames(cluster);
  if (usable.includes(wanted.name)) return wanted;
  const from = hosts.findIndex(({ name }) => name === wanted.name);
  const others = [...hosts.slice(from + 1), ...hosts.slice(0, Math.max(from, 0))];
  const found = others.find(({ name }) => usable.includes(name));
  if (found !== undefined) return found;
  throw new Error(`no node takes pods of this run any more: ${hosts.map(({ name }) => name).join(', ')}`);
}
