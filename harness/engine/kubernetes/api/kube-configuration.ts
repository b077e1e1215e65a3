import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { HarnessError, messageOf } from '../../../errors.ts';
import type { ClusterChoice } from './choices.ts';
import type { ClientModule } from './cluster.ts';

/** What says which clusters there are, and how to log in to them. */
export interface KubeConfiguration {
  readonly config: KubeConfig;
  /** Where it was read, in words: its files, with a comma between two of them. */
  readonly origin: string;
}

const WAY_OUT = 'Name a file that kubectl can use with KUBECONFIG.';

/**
 * Loads what the user configured, as kubectl does: the files of KUBECONFIG that exist, else ~/.kube/config, else the service account of
 * the pod that this runs in.
 *
 * @throws HarnessError ENGINE_CHOICE if a file cannot be used, ENGINE_UNREACHABLE if nothing is configured.
 */
export function loadConfiguration(
  client: ClientModule,
  environment: Readonly<Record<string, string | undefined>>,
): KubeConfiguration {
  const named = environment['KUBECONFIG'];
  if (named) return fromFiles(client, namedFiles(named));
  const ofUser = join(environment['HOME'] || homedir(), '.kube', 'config');
  if (existsSync(ofUser)) return fromFiles(client, [ofUser]);
  const config = new client.KubeConfig();
  config.loadFromDefault();
  // What the client makes up where it finds nothing.
  if (config.getCurrentCluster()?.server !== 'http://localhost:8080') return { config, origin: 'this pod' };
  throw new HarnessError('ENGINE_UNREACHABLE', 'No cluster is configured', { hint: WAY_OUT });
}

function namedFiles(named: string): readonly string[] {
  const files = named.split(delimiter).filter(Boolean);
  const found = files.filter((file) => existsSync(file));
  if (found.length > 0) return found;
  throw new HarnessError('ENGINE_CHOICE', `KUBECONFIG names no file that exists: ${files.join(', ')}`, {
    hint: WAY_OUT,
  });
}

/** Of two things with one name the first counts, and so does the first current context. */
function fromFiles(client: ClientModule, files: readonly string[]): KubeConfiguration {
  const read = files.map((file) => readFile(client, file));
  const config = new client.KubeConfig();
  const origin = files.join(', ');
  config.loadFromOptions({
    clusters: firstOfEachName(read.flatMap(({ clusters }) => clusters)),
    users: firstOfEachName(read.flatMap(({ users }) => users)),
    contexts: firstOfEachName(read.flatMap(({ contexts }) => contexts)),
    currentContext: read.map(({ currentContext }) => currentContext).find(Boolean) ?? '',
  });
  if (config.getContexts().length > 0) return { config, origin };
  throw new HarnessError('ENGINE_CHOICE', `No cluster is configured in ${origin}: it has no contexts`, {
    hint: WAY_OUT,
  });
}

function readFile(client: ClientModule, file: string): KubeConfig {
  const config = new client.KubeConfig();
  config.loadFromOptions({ clusters: [], users: [], contexts: [], currentContext: '' });
  try {
    const text = readFileSync(file, 'utf8');
    if (saysNothing(text)) return config;
    const said = client.loadYaml<unknown>(text);
    if (typeof said !== 'object' || Array.isArray(said)) throw new Error('it is not a configuration of kubectl');
    config.loadFromFile(file);
    return config;
  } catch (thrown) {
    // What follows the first line shows lines of the file, which may hold a secret.
    const [why] = messageOf(thrown).split('\n');
    throw new HarnessError('ENGINE_CHOICE', `Cannot use the configuration ${file}: ${why}`, {
      hint: WAY_OUT,
      cause: thrown,
    });
  }
}

/** The client cannot read such a file. */
function saysNothing(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(#.*|---\s*)?$/.test(line));
}

function firstOfEachName<T extends { readonly name: string }>(things: readonly T[]): T[] {
  return things.filter((thing, index) => things.findIndex(({ name }) => name === thing.name) === index);
}

/**
 * Makes the context that is meant the current one.
 *
 * @throws HarnessError ENGINE_CHOICE if there is no such context, or none is chosen.
 */
export function chooseKubeContext({ config, origin }: KubeConfiguration, { context: wanted }: ClusterChoice): string {
  const known = config.getContexts().map(({ name }) => name);
  const context = wanted ?? config.getCurrentContext();
  if (!known.includes(context)) {
    throw new HarnessError('ENGINE_CHOICE', missingText(wanted, context, origin), {
      hint: `Choose one with --kube-context: ${known.join(', ')}.`,
    });
  }
  config.setCurrentContext(context);
  const of = config.getContextObject(context);
  if (config.getCurrentCluster() !== null) return context;
  throw new HarnessError(
    'ENGINE_CHOICE',
    `The context "${context}" names the cluster "${of?.cluster}", which is not in ${origin}`,
    {
      hint: 'Correct it there, or choose another context with --kube-context.',
    },
  );
}

function missingText(wanted: string | null, current: string, origin: string): string {
  if (wanted !== null) return `There is no context ${wanted}`;
  return current === ''
    ? `No current context is set in ${origin}`
    : `The current context of ${origin}, "${current}", does not exist`;
}
