import type { V1Node } from '@kubernetes/client-node';
import { HarnessError } from '../../../errors.ts';
import type { EngineHost } from '../../port.ts';
import type { Cluster } from './cluster.ts';
import { clusterError } from './kube-failure.ts';
import { ask } from './request.ts';
import { assertUserNamespaces } from './user-namespaces.ts';

const HOSTNAME = 'kubernetes.io/hostname';

/** What the kernel calls the architectures that Kubernetes and images name as Go does. */
const KERNEL_NAMES: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64' };

/** How images name an architecture that the kernel names so. */
export function imageArchitecture(architecture: string): string {
  return Object.entries(KERNEL_NAMES).find(([, kernel]) => kernel === architecture)?.[0] ?? architecture;
}

/**
 * The nodes on which pods of the tool may run: ready, open to every pod, with the labels that were asked for.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED if there is none, or one that cannot do what pods ask for.
 */
export async function readNodes(cluster: Cluster, version: string): Promise<readonly EngineHost[]> {
  const usable = await usableNodes(cluster);
  if (cluster.userNamespace) assertUserNamespaces(usable);
  return usable.map((node) => hostOf(cluster, node, version));
}

/**
 * How the nodes on which pods of the tool may run now are called as hosts.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED if there is none.
 */
export async function usableHostNames(cluster: Cluster): Promise<readonly string[]> {
  return (await usableNodes(cluster)).map(hostName);
}

async function usableNodes(cluster: Cluster): Promise<readonly V1Node[]> {
  const labelSelector = Object.entries({ 'kubernetes.io/os': 'linux', ...cluster.nodeSelector })
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
  try {
    const { items } = await ask(cluster, () => cluster.core.listNode({ labelSelector }));
    const usable = items.filter(isUsable);
    if (usable.length > 0) return usable;
  } catch (thrown) {
    throw clusterError(cluster, 'list the nodes', thrown);
  }
  throw new HarnessError(
    'ENGINE_UNSUPPORTED',
    `The cluster has no node that is ready, takes every pod and has the labels ${labelSelector}`,
    {
      hint: 'Choose other nodes with --node-selector.',
    },
  );
}

function hostName({ metadata }: V1Node): string {
  return metadata?.labels?.[HOSTNAME] ?? metadata?.name ?? '';
}

function isUsable({ spec, status }: V1Node): boolean {
  const isReady = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
  const isTainted = spec?.taints?.some(({ effect }) => effect !== 'PreferNoSchedule') ?? false;
  return isReady && !isTainted && spec?.unschedulable !== true;
}

function hostOf({ url, userNamespace }: Cluster, node: V1Node, version: string): EngineHost {
  const { status } = node;
  const info = status?.nodeInfo;
  return {
    name: hostName(node),
    toldByContainers: ['appArmor', 'selinux'],
    environment: {
      engine: 'kubernetes',
      endpoint: url,
      version,
      apiVersion: 'v1',
      kernel: info?.kernelVersion ?? 'unknown',
      operatingSystem: info?.osImage ?? 'unknown',
      architecture: KERNEL_NAMES[info?.architecture ?? ''] ?? info?.architecture ?? 'unknown',
      runtime: info?.containerRuntimeVersion ?? 'unknown',
      storageDriver: 'unknown',
      cgroupVersion: 'unknown',
      // Every pod of a trial asks for the filter of the runtime.
      seccomp: 'default',
      appArmor: false,
      selinux: false,
      rootless: false,
      userNamespaceRemapping: userNamespace,
      protectedFiles: null,
      umask: null,
      cpus: Number.parseFloat(status?.capacity?.['cpu'] ?? '0'),
      memoryBytes: bytesOf(status?.capacity?.['memory'] ?? '0'),
    },
  };
}

const UNITS: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** An amount of memory as Kubernetes writes it: `16Gi`. */
function bytesOf(quantity: string): number {
  const [, number = '0', unit = ''] = /^([\d.]+)(\w*)$/.exec(quantity) ?? [];
  return Number.parseFloat(number) * (UNITS[unit] ?? 1);
}
