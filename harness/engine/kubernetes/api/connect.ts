import type { KubeConfig } from '@kubernetes/client-node';
import { HarnessError } from '../../../errors.ts';
import { apiClients } from './api-clients.ts';
import { type ClusterChoice, clusterChoiceOf } from './choices.ts';
import type { Cluster } from './cluster.ts';
import { chooseKubeContext, loadConfiguration } from './kube-configuration.ts';
import { clusterError } from './kube-failure.ts';
import { assertLogin } from './kube-login.ts';
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
 * Connects to the cluster that the user's configuration names.
 *
 * @throws HarnessError ENGINE_CHOICE for a configuration that cannot be used, ENGINE_UNREACHABLE if no cluster is configured or none
 *   answers.
 */
export async function connectCluster({ environment, deadlineMs }: ClusterSearch): Promise<ClusterConnection> {
  const choice = clusterChoiceOf(environment);
  const client = await import('@kubernetes/client-node');
  const configuration = loadConfiguration(client, environment);
  const { config } = configuration;
  const context = chooseKubeContext(configuration, choice);
  await assertLogin(configuration, deadlineMs);
  const url = config.getCurrentCluster()?.server ?? '';
  const make = apiClients(client, config, url);
  const cluster: Cluster = {
    client,
    config,
    core: make(client.CoreV1Api, deadlineMs),
    networking: make(client.NetworkingV1Api, deadlineMs),
    authorization: make(client.AuthorizationV1Api, deadlineMs),
    namespace: namespaceOf(config, context, choice),
    nodeSelector: choice.nodeSelector,
    userNamespace: choice.userNamespace,
    url,
    foundBy: `context "${context}"`,
    deadlineMs,
  };
  try {
    const greeted = { deadlineMs: Math.min(deadlineMs, GREETING_DEADLINE_MS) };
    const version = make(client.VersionApi, greeted.deadlineMs);
    const { gitVersion } = await ask(greeted, () => version.getCode());
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
  const configuration = loadConfiguration(await import('@kubernetes/client-node'), environment);
  return namespaceOf(configuration.config, chooseKubeContext(configuration, choice), choice);
}

function namespaceOf(config: KubeConfig, context: string, { namespace }: ClusterChoice): string {
  return namespace ?? config.getContextObject(context)?.namespace ?? 'default';
}
