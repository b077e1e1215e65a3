import { HarnessError } from '../../../errors.ts';
import type { Cluster } from './cluster.ts';
import { clusterError, RIGHTS_HINT } from './kube-failure.ts';
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

/**
 * Asks the cluster for each right.
 *
 * @throws HarnessError ENGINE_FAILED naming all that are missing.
 */
export async function assertRights(cluster: Cluster): Promise<void> {
  const wanted = RIGHTS.flatMap((right) => right.verbs.map((verb) => ({ ...right, verb })));
  const answers = await Promise.all(
    wanted.map(async (right) => ({ right, isGranted: await isGranted(cluster, right) })),
  );
  const missing = answers.filter(({ isGranted }) => !isGranted).map(({ right }) => `${right.verb} ${right.resource}`);
  if (missing.length === 0) return;
  throw new HarnessError(
    'ENGINE_FAILED',
    `The user of ${cluster.foundBy} may not do all that a run needs in the namespace ${cluster.namespace}: ${missing.join(', ')}`,
    { hint: RIGHTS_HINT },
  );
}

async function isGranted(
  cluster: Cluster,
  { group, resource, ofCluster, verb }: Right & { verb: string },
): Promise<boolean> {
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
