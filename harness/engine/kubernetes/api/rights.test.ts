import { describe, expect, it } from 'vitest';
import type { Cluster } from './cluster.ts';
import { assertRights } from './rights.ts';

/** A cluster whose user may do what is said. */
function clusterAllowing(may: (verb: string, resource: string, namespace: string | undefined) => boolean): Cluster {
  type Review = Cluster['authorization']['createSelfSubjectAccessReview'];
  const createSelfSubjectAccessReview: Review = async ({ body }) => {
    const { verb = '', resource = '', subresource, namespace } = body.spec.resourceAttributes ?? {};
    const name = subresource === undefined ? resource : `${resource}/${subresource}`;
    return { ...body, status: { allowed: may(verb, name, namespace) } };
  };
  const authorization = { createSelfSubjectAccessReview };
  return { authorization, namespace: 'nowhere', foundBy: 'context "builds"', deadlineMs: 1_000 } as unknown as Cluster;
}

const BEGIN = 'The user of context "builds" may not do all that a run needs';
const GRANT = 'Grant the rights that `kaniko-caps doctor --engine kubernetes --namespace nowhere --rbac` prints.';

describe('the rights of a user', () => {
  it('are enough where none is missing', async () => {
    await expect(assertRights(clusterAllowing(() => true))).resolves.toBeUndefined();
  });

  it('are named where one is missing in the namespace', async () => {
    const cluster = clusterAllowing((verb, resource) => `${verb} ${resource}` !== 'create pods/exec');
    await expect(assertRights(cluster)).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: `${BEGIN} in the namespace nowhere: create pods/exec`,
      hint: GRANT,
    });
  });

  it('of the whole cluster are not told as those of a namespace', async () => {
    const ofNamespace = clusterAllowing((_, __, namespace) => namespace !== undefined);
    await expect(assertRights(ofNamespace)).rejects.toMatchObject({
      message: `${BEGIN} in the whole cluster: list nodes`,
      hint: GRANT,
    });
  });

  it('may all be missing because the namespace does not exist', async () => {
    const ofCluster = clusterAllowing((_, __, namespace) => namespace === undefined);
    await expect(assertRights(ofCluster)).rejects.toMatchObject({
      message: expect.stringMatching(/ in the namespace nowhere: create pods, .*, list networkpolicies$/),
      hint: `If the namespace does not exist, choose another with --namespace. ${GRANT}`,
    });
    await expect(assertRights(clusterAllowing(() => false))).rejects.toMatchObject({
      message: expect.stringMatching(
        / in the namespace nowhere: .*, list networkpolicies; in the whole cluster: list nodes$/,
      ),
    });
  });
});
