import { HarnessError } from '../../../errors.ts';
import type { Cluster } from './cluster.ts';
import { clusterError, rightsHint } from './kube-failure.ts';
import { ask } from './request.ts';

/** What the tool may do with one kind of objects. */
export interface Right {
  readonly group: string;
  /** With its subresource: `pods/exec`. */
  readonly resource: string;
  readonly verbs: readonly string[];
  /** Whether it is for objects of the whole cluster, which only a ClusterRole can give. */
  readonly ofCluster: boolean;
  /** What it is needed for. */
  readonly why: string;
}

/** Everything that the tool may have to do, and no more. */
export const RIGHTS: readonly Right[] = [
  {
    group: '',
    resource: 'pods',
    verbs: ['create', 'delete', 'get', 'list', 'watch'],
    ofCluster: false,
    why: 'each trial is a pod',
  },
  // Which verb a websocket needs depends on the version of the API server.
  {
    group: '',
    resource: 'pods/attach',
    verbs: ['create', 'get'],
    ofCluster: false,
    why: 'the context goes to standard input',
  },
  {
    group: '',
    resource: 'pods/exec',
    verbs: ['create', 'get'],
    ofCluster: false,
    why: 'the capabilities are read beside the build, and images in the registry',
  },
  { group: '', resource: 'pods/log', verbs: ['get'], ofCluster: false, why: 'what a build wrote' },
  {
    group: 'networking.k8s.io',
    resource: 'networkpolicies',
    verbs: ['create', 'delete', 'get', 'list'],
    ofCluster: false,
    why: 'builds reach the registry of the run and nothing else',
  },
  { group: '', resource: 'nodes', verbs: ['list'], ofCluster: true, why: 'kernel and runtime of the nodes' },
];

/** One thing that the tool may have to do. */
type WantedRight = Right & { readonly verb: string };

const WANTED: readonly WantedRight[] = RIGHTS.flatMap((right) => right.verbs.map((verb) => ({ ...right, verb })));

/**
 * Asks the cluster for each right.
 *
 * @throws HarnessError ENGINE_FAILED naming all that are missing.
 */
export async function assertRights(cluster: Cluster): Promise<void> {
  const isHeld = await Promise.all(WANTED.map((right) => isGranted(cluster, right)));
  const missing = WANTED.filter((_, index) => isHeld[index] === false);
  if (missing.length === 0) return;
  throw new HarnessError(
    'ENGINE_FAILED',
    `The user of ${cluster.foundBy} may not do all that a run needs ${missingText(cluster, missing)}`,
    { hint: `${namespaceHint(missing)}${rightsHint(cluster)}` },
  );
}

function missingText({ namespace }: Cluster, missing: readonly WantedRight[]): string {
  const listed = (isOfCluster: boolean): string =>
    missing
      .filter(({ ofCluster }) => ofCluster === isOfCluster)
      .map(({ verb, resource }) => `${verb} ${resource}`)
      .join(', ');
  const [inNamespace, inCluster] = [listed(false), listed(true)];
  return [
    ...(inNamespace === '' ? [] : [`in the namespace ${namespace}: ${inNamespace}`]),
    ...(inCluster === '' ? [] : [`in the whole cluster: ${inCluster}`]),
  ].join('; ');
}

/** A user without any right in a namespace cannot see whether it exists, and so nothing can be said but this. */
function namespaceHint(missing: readonly WantedRight[]): string {
  const hasNone = WANTED.every((right) => right.ofCluster || missing.includes(right));
  return hasNone ? 'If the namespace does not exist, choose another with --namespace. ' : '';
}

async function isGranted(cluster: Cluster, { group, resource, ofCluster, verb }: WantedRight): Promise<boolean> {
  const [name = '', subresource] = resource.split('/');
  const resourceAttributes = {
    group,
    resource: name,
    verb,
    ...(subresource !== undefined && { subresource }),
    ...(!ofCluster && { namespace: cluster.namespace }),
  };
  try {
    const review = await ask(cluster, () =>
      cluster.authorization.createSelfSubjectAccessReview({
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes },
        },
      }),
    );
    return review.status?.allowed === true;
  } catch (thrown) {
    throw clusterError(cluster, 'ask for the rights of the user', thrown);
  }
}
