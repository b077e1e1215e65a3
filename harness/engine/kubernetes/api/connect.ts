import type { KubeConfig } from '@kubernetes/client-node';
import { HarnessError, messageOf } from '../../../errors.ts';
import { type ClusterChoice, clusterChoiceOf } from './choices.ts';
import type { ClientModule, Cluster } from './cluster.ts';
import { clusterError } from './kube-failure.ts';
import { ask } from './request.ts';

/** How a cluster is looked for and used. */
export interface ClusterSearch {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly deadlineMs: number;
}

/** A cluster that answered. */
export interface ClusterConnection {
  readonly cluster: Cluster;
  /** The version of its API server. */
  readonly version: string;
}

/** How long the API server may take to say who it is. */
const GREETING_DEADLINE_MS = 10_000;

/**
 * Connects to the cluster that the user's configuration names, as kubectl does: KUBECONFIG, else ~/.kube/config, else the service
 * account of the pod that this runs in.
 *
 * @throws HarnessError ENGINE_CHOICE for a context that is not there, ENGINE_UNREACHABLE if no cluster is configured or none answers.
 */
export async function connectCluster({ environment, deadlineMs }: ClusterSearch): Promise<ClusterConnection> {
  const choice = clusterChoiceOf(environment);
  const client = await import('@kubernetes/client-node');
  const config = loadConfig(client, environment);
  const context = chooseContext(config, choice);
  const url = config.getCurrentCluster()?.server ?? '';
  const cluster: Cluster = {
    client,
    config,
    core: config.makeApiClient(client.CoreV1Api),
    networking: config.makeApiClient(client.NetworkingV1Api),
    authorization: config.makeApiClient(client.AuthorizationV1Api),
    version: config.makeApiClient(client.VersionApi),
    namespace: namespaceOf(config, context, choice),
    nodeSelector: choice.nodeSelector,
    userNamespace: choice.userNamespace,
    url,
    foundBy: `context "${context}"`,
    deadlineMs,
  };
  try {
    const greeted = { deadlineMs: Math.min(deadlineMs, GREETING_DEADLINE_MS) };
    const { gitVersion } = await ask(greeted, () => cluster.version.getCode());
    assertNewEnough(gitVersion);
    return { cluster, version: gitVersion };
  } catch (thrown) {
    throw clusterError(cluster, 'use Kubernetes', thrown);
  }
}

/** The first that can close one direction of a stream, by which a builder learns that its context has come to its end. */
const OLDEST = { major: 1, minor: 30 };

/** @throws HarnessError ENGINE_UNSUPPORTED for an older one. */
function assertNewEnough(version: string): void {
  const [, major = 0, minor = 0] = (/^v(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return;
  throw new HarnessError('ENGINE_UNSUPPORTED', `Kubernetes ${version} is too old`, {
    hint: `Kubernetes ${OLDEST.major}.${OLDEST.minor} or newer is needed.`,
  });
}

/** The namespace that is meant; nothing is asked of the cluster. */
export async function namespaceChosenBy(environment: ClusterSearch['environment']): Promise<string> {
  const choice = clusterChoiceOf(environment);
  if (choice.namespace !== null) return choice.namespace;
  const config = loadConfig(await import('@kubernetes/client-node'), environment);
  return namespaceOf(config, chooseContext(config, choice), choice);
}

function namespaceOf(config: KubeConfig, context: string, { namespace }: ClusterChoice): string {
  return namespace ?? config.getContextObject(context)?.namespace ?? 'default';
}

/** @throws HarnessError ENGINE_CHOICE if the configuration cannot be read, ENGINE_UNREACHABLE if there is none. */
function loadConfig(client: ClientModule, environment: ClusterSearch['environment']): KubeConfig {
  const config = new client.KubeConfig();
  const named = environment['KUBECONFIG'];
  try {
    if (named) for (const [index, file] of named.split(':').filter(Boolean).entries()) add(client, config, file, index);
    else config.loadFromDefault();
  } catch (thrown) {
    throw new HarnessError('ENGINE_CHOICE', `Cannot read the configuration of the cluster: ${messageOf(thrown)}`, {
      hint: 'Name a file that kubectl can use with KUBECONFIG.',
      cause: thrown,
    });
  }
  // What the client gives where it finds nothing.
  const isMadeUp = config.getContexts().length === 0 || config.getCurrentCluster()?.server === 'http://localhost:8080';
  if (named || !isMadeUp) return config;
  throw new HarnessError('ENGINE_UNREACHABLE', 'No cluster is configured', {
    hint: 'Name a file that kubectl can use with KUBECONFIG.',
  });
}

function add(client: ClientModule, config: KubeConfig, file: string, index: number): void {
  if (index === 0) {
    config.loadFromFile(file);
    return;
  }
  const other = new client.KubeConfig();
  other.loadFromFile(file);
  config.mergeConfig(other, true);
}

/** @throws HarnessError ENGINE_CHOICE if there is no such context, or none is chosen. */
function chooseContext(config: KubeConfig, { context: wanted }: ClusterChoice): string {
  const known = config.getContexts().map(({ name }) => name);
  const context = wanted ?? config.getCurrentContext();
  if (!known.includes(context)) {
    throw new HarnessError(
      'ENGINE_CHOICE',
      wanted === null ? 'The configuration of the cluster has no current context' : `There is no context ${wanted}`,
      { hint: `Choose one with --kube-context: ${known.join(', ')}.` },
    );
  }
  config.setCurrentContext(context);
  return context;
}
