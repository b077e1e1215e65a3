import { CLUSTER_VARIABLES } from '../../engine/cluster-variables.ts';
import { ENGINE_NAMES } from '../../engine/engine-names.ts';
import type { EngineWish } from '../../engine/open-engine.ts';
import { HarnessError } from '../../errors.ts';
import type { EngineChoice } from '../../vocabulary/run-plan.ts';
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

/** A run that is gone on with: the kind of its engine, and where somebody said that it is. */
export interface BegunOn {
  readonly kind: string;
  readonly choice: EngineChoice | undefined;
}

/**
 * The engine that the command line asks for, else the one on which a resumed run began, else what the environment leads to.
 *
 * @throws HarnessError OPTIONS_CONFLICT for an option of clusters without a cluster.
 */
export function engineWishOf(options: EngineOptions, environment: NodeJS.ProcessEnv, begunOn?: BegunOn): EngineWish {
  const { engine, host, trialsPerPod } = options;
  const name = engine ?? ENGINE_NAMES.find((known) => known === begunOn?.kind);
  const isCluster = (name ?? environment['KANIKO_CAPS_ENGINE']) === 'kubernetes';
  if (trialsPerPod !== undefined && !isCluster) {
    throw new HarnessError('OPTIONS_CONFLICT', '--trials-per-pod is for clusters: only there trials run in pods', {
      hint: 'Add --engine kubernetes, or leave it out.',
    });
  }
  const asked = clusterOptions(options);
  if (Object.keys(asked).length > 0 && !isCluster) {
    throw new HarnessError(
      'OPTIONS_CONFLICT',
      '--kube-context, --namespace, --node-selector and --user-namespace are for clusters',
      {
        hint: 'Add --engine kubernetes, or leave them out.',
      },
    );
  }
  const kept = name === begunOn?.kind ? begunOn?.choice : undefined;
  return {
    name,
    hosts: host.length > 0 ? host : (kept?.hosts ?? []),
    environment: { ...environment, ...variablesOf({ ...kept?.cluster, ...asked }) },
  };
}

/** Where the options or the environment say that the engine is; undefined where they say nothing. */
export function engineChoiceOf(options: EngineOptions, environment: NodeJS.ProcessEnv): EngineChoice | undefined {
  const set = CLUSTER_FACTS.map((fact) => [fact, environment[CLUSTER_VARIABLES[fact]]] as const);
  const cluster = { ...Object.fromEntries(set.filter(([, value]) => value)), ...clusterOptions(options) };
  return options.host.length === 0 && Object.keys(cluster).length === 0 ? undefined : { hosts: options.host, cluster };
}

const CLUSTER_FACTS = Object.keys(CLUSTER_VARIABLES) as (keyof typeof CLUSTER_VARIABLES)[];

function clusterOptions({
  kubeContext,
  namespace,
  nodeSelector,
  userNamespace,
}: EngineOptions): EngineChoice['cluster'] {
  return {
    ...(kubeContext !== undefined && { context: kubeContext }),
    ...(namespace !== undefined && { namespace }),
    ...(nodeSelector !== undefined && { nodeSelector }),
    ...(userNamespace && { userNamespace: 'true' }),
  };
}

function variablesOf(cluster: EngineChoice['cluster']): Record<string, string> {
  return Object.fromEntries(
    CLUSTER_FACTS.flatMap((fact) => {
      const value = cluster[fact];
      return value === undefined ? [] : [[CLUSTER_VARIABLES[fact], value]];
    }),
  );
}
