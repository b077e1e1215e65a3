import type { EngineHost } from '../../port.ts';
import {
  completedBy,
  containerFactsIn,
  FACTS_FUNCTION,
  type FactsInContainer,
} from '../../site-registry/container-facts.ts';
import { together } from '../../together.ts';
import type { Cluster } from '../api/cluster.ts';
import { assertInUserNamespace, podUidMap } from '../api/user-namespaces.ts';
import type { PodWatch } from '../pods/pod-watch.ts';
import { askPod } from '../trial-pod/ask-pod.ts';
import type { Keeper } from './keeper.ts';

/** Where pods can look. */
export interface FactSources {
  readonly cluster: Cluster;
  readonly watch: PodWatch;
  readonly keeper: Keeper;
  readonly auxiliaryImage: string;
}

const SCRIPT = `${FACTS_FUNCTION}facts`;

/** How long a pod may take to look, once it runs. */
const LOOK_MS = 30_000;

/**
 * The hosts with what pods find on them, which the cluster does not tell. Of an only node the pod of the registry tells it; of several
 * each is asked by a pod of its own. What a pod cannot tell stays unknown.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED if a pod has no user namespace of its own although it was to have one.
 */
export async function withNodeFacts(
  sources: FactSources,
  hosts: readonly EngineHost[],
): Promise<readonly EngineHost[]> {
  const isAlone = hosts.length === 1;
  return together(
    hosts.map(async (host) =>
      withFacts(sources, host, isAlone ? await factsOfKeeper(sources) : await factsOf(sources, host)),
    ),
  );
}

async function factsOfKeeper({ keeper }: FactSources): Promise<FactsInContainer> {
  const answer = await keeper.run(SCRIPT, []).catch(() => undefined);
  return answer?.exitCode === 0 ? containerFactsIn(answer.said) : {};
}

async function factsOf(
  { cluster, watch, auxiliaryImage }: FactSources,
  { name }: EngineHost,
): Promise<FactsInContainer> {
  const question = { image: auxiliaryImage, command: ['/bin/sh', '-c', SCRIPT], deadlineMs: LOOK_MS };
  const answer = await askPod(cluster, watch, question, name);
  return answer.kind === 'ended' && answer.exitCode === 0 ? containerFactsIn(answer.output) : {};
}

function withFacts({ cluster }: FactSources, host: EngineHost, { uidMap, ...found }: FactsInContainer): EngineHost {
  assertInUserNamespace(cluster, uidMap);
  const facts = { ...found, ...(uidMap !== undefined && { uidMap: podUidMap(uidMap) }) };
  const { appArmor, selinux } = { ...host.environment, ...facts };
  return { ...host, environment: { ...completedBy(host.environment, facts), appArmor, selinux } };
}
