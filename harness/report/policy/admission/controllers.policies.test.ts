import type { IPod } from 'kubernetes-models/v1/Pod';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { ApiServer } from '../../../testing/admission/api-server.ts';
import { inForce } from '../../../testing/admission/api-server-engine.ts';
import { describeWithControllers } from '../../../testing/admission/engines-given.ts';
import { BAD_CONTEXT, KANIKO_IMAGE } from '../../../testing/pods/policy-pod.ts';
import { tablePolicy } from '../../../testing/pods/table-policy.ts';
import { kubernetesJob } from '../writers/kubernetes-pod.ts';
import { validatingAdmissionPolicy } from '../writers/validating-admission-policy.ts';

const POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
const JOBS = '/apis/batch/v1/namespaces/default/jobs';
const PODS = '/api/v1/namespaces/default/pods';

/** Controllers act within a second; a busy machine gets time. */
const SOON = { timeout: 60_000, interval: 200 };

interface Expression {
  readonly expression: string;
}

/** A policy whose rules are the variables and conditions of another one: the type checker of Kubernetes reads only rules. */
function withAllAsRules(yaml: string): object {
  const policy = parseAllDocuments(yaml)[0]?.toJS();
  const { variables, matchConditions } = policy.spec;
  const rules = [...variables, ...matchConditions].map(({ expression }: Expression) => ({
    expression: `[${expression}].size() == 1`,
  }));
  return { ...policy, spec: { ...policy.spec, validations: rules } };
}

describeWithControllers('with the controllers of Kubernetes', (start) => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  /** What the type checker says against the expressions of a policy, once it has looked. */
  async function typeWarnings(policy: object): Promise<unknown> {
    const { status, body } = await server.call('POST', POLICIES, policy);
    expect([status, body['message']]).toEqual([201, undefined]);
    const name = (body['metadata'] as { readonly name: string }).name;
    const checked = await vi.waitFor(async () => {
      const seen = (await server.call('GET', `${POLICIES}/${name}`)).body['status'] as
        | Record<string, object>
        | undefined;
      if (seen?.['typeChecking'] === undefined) throw new Error('The type checker has not looked yet.');
      return seen['typeChecking'];
    }, SOON);
    await server.call('DELETE', `${POLICIES}/${name}`);
    return 'expressionWarnings' in checked ? checked.expressionWarnings : [];
  }

  it.each([
    ['by image', {}],
    ['by service account', { match: [{ kind: 'service-account', namespace: 'builds', name: 'builder' }] }],
  ] as const)('no expression of a policy that selects %s has a wrong type', async (_, options) => {
    const yaml = validatingAdmissionPolicy(tablePolicy(options));
    expect(await typeWarnings(parseAllDocuments(yaml)[0]?.toJS())).toEqual([]);
    expect(await typeWarnings(withAllAsRules(yaml))).toEqual([]);
    expect(await typeWarnings(withAllAsRules(yaml.replaceAll('.initContainers', '.initContainer')))).not.toEqual([]);
  });

  /** The pods of a Job: their names and finalizers. */
  async function podsOf(job: string): Promise<readonly (readonly [string, readonly string[]])[]> {
    const { body } = await server.call('GET', `${PODS}?labelSelector=batch.kubernetes.io/job-name%3D${job}`);
    return (body['items'] as IPod[]).map(({ metadata }) => [metadata?.name ?? '', metadata?.finalizers ?? []]);
  }

  async function untilPods(job: string, finalizers: readonly string[][]): Promise<string> {
    return await vi.waitFor(async () => {
      const pods = await podsOf(job);
      expect(pods.map(([, those]) => those)).toEqual(finalizers);
      return pods[0]?.[0] ?? '';
    }, SOON);
  }

  const TRACKED = ['batch.kubernetes.io/job-tracking'];

  function badJob(name: string): object {
    const containers = [{ name: 'kaniko', image: KANIKO_IMAGE, securityContext: BAD_CONTEXT }];
    return { metadata: { name }, spec: { template: { spec: { restartPolicy: 'Never', containers } } } };
  }

  it('a Job of ours runs and ends under a policy, an older Job goes on, and a new one that breaks it gets no pod', async () => {
    await server.call('POST', JOBS, badJob('older'));
    const older = await untilPods('older', [TRACKED]);
    await using _ = await inForce(server, validatingAdmissionPolicy(tablePolicy()));

    await server.call('POST', JOBS, parse(kubernetesJob(tablePolicy())));
    const ours = await untilPods('kaniko', [TRACKED]);
    for (const pod of [ours, older]) {
      const { status } = await server.call('PATCH', `${PODS}/${pod}/status`, { status: { phase: 'Succeeded' } });
      expect(status).toBe(200);
    }
    // The controller takes its finalizer from a pod that has ended.
    await untilPods('kaniko', [[]]);
    await untilPods('older', [[]]);

    await server.call('POST', JOBS, badJob('newer'));
    const failure = await vi.waitFor(async () => {
      const { body } = await server.call(
        'GET',
        '/api/v1/namespaces/default/events?fieldSelector=reason%3DFailedCreate',
      );
      const [event] = body['items'] as { readonly message: string }[];
      if (event === undefined) throw new Error('The Job controller has not failed yet.');
      return event.message;
    }, SOON);
    expect(failure).toMatch(/denied request: Pod newer-\w+, container kaniko \(adds SYS_ADMIN\): Kaniko may add only/);
    expect(await podsOf('newer')).toEqual([]);
  });
});
