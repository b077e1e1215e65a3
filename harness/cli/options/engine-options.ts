import { CLUSTER_VARIABLES } from '../../engine/cluster-variables.ts';
import { ENGINE_NAMES } from '../../engine/engine-names.ts';
import type { EngineWish } from '../../engine/open-engine.ts';
import { HarnessError } from '../../errors.ts';
import { flag, type OptionValues, repeated, text, value } from './option.ts';
import { choice, collect } from './parse-option.ts';

/** Which engine runs containers; the same for every command that needs one. */
export const ENGINE_OPTIONS = {
  engine: value(
    '--engine <kind>',
    `what runs the containers: ${ENGINE_NAMES.join(', ')} (default: what KANIKO_CAPS_ENGINE names, else the first of them that answers)`,
    choice(...ENGINE_NAMES),
  ),
  host: repeated(
    '--host <address>',
    'for docker and podman: where the engine is, such as ssh://build1, tcp://build2:2376 or context://build3 (a docker context); given several times, trials run on all of them (default: what the variables of the engine or the docker context say)',
    collect,
  ),
  kubeContext: text(
    '--kube-context <name>',
    'for kubernetes: the context of the configuration that kubectl uses (default: what KANIKO_CAPS_KUBE_CONTEXT names, else the current one)',
  ),
  namespace: text(
    '--namespace <name>',
    'for kubernetes: the namespace in which pods are started (default: what KANIKO_CAPS_NAMESPACE names, else that of the context)',
  ),
  nodeSelector: text(
    '--node-selector <labels>',
    'for kubernetes: the labels of the nodes on which builds run, such as pool=builds,zone=a (default: what KANIKO_CAPS_NODE_SELECTOR says, else any node)',
  ),
  userNamespace: flag(
    '--user-namespace',
    'for kubernetes: give each pod a user namespace of its own (hostUsers: false); a run with it has an answer of its own (default: what KANIKO_CAPS_USER_NAMESPACE says, true or false)',
  ),
};

/** The values of these options. */
export type EngineOptions = OptionValues<typeof ENGINE_OPTIONS> & {
  /** Of commands that run trials. */
  readonly trialsPerPod?: number | undefined;
};

/**
 * The engine that the command line asks for, else the kind on which a resumed run began, else what the environment leads to.
 *
 * @throws HarnessError OPTIONS_CONFLICT for an option of clusters without a cluster.
 */
export function engineWishOf(
  { engine, host, trialsPerPod, ...ofCluster }: EngineOptions,
  environment: NodeJS.ProcessEnv,
  begunOn?: string | undefined,
): EngineWish {
  const name = engine ?? ENGINE_NAMES.find((known) => known === begunOn);
  const chosen = Object.entries({
    [CLUSTER_VARIABLES.context]: ofCluster.kubeContext,
    [CLUSTER_VARIABLES.namespace]: ofCluster.namespace,
    [CLUSTER_VARIABLES.nodeSelector]: ofCluster.nodeSelector,
    [CLUSTER_VARIABLES.userNamespace]: ofCluster.userNamespace ? 'true' : undefined,
  }).filter(([, given]) => given !== undefined);
  const isCluster = (name ?? environment['KANIKO_CAPS_ENGINE']) === 'kubernetes';
  if (trialsPerPod !== undefined && !isCluster) {
    throw new HarnessError('OPTIONS_CONFLICT', '--trials-per-pod is for clusters: only there trials run in pods', {
      hint: 'Add --engine kubernetes, or leave it out.',
    });
  }
  if (chosen.length === 0) return { name, hosts: host, environment };
  if (isCluster) {
    return { name, hosts: host, environment: { ...environment, ...Object.fromEntries(chosen) } };
  }
  throw new HarnessError(
    'OPTIONS_CONFLICT',
    '--kube-context, --namespace, --node-selector and --user-namespace are for clusters',
    {
      hint: 'Add --engine kubernetes, or leave them out.',
    },
  );
}
