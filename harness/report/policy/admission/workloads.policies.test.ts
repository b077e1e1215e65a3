import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatSet, namesOf } from '../../../capabilities/capability-set.ts';
import { readRecord } from '../../../runs/read-record.ts';
import type { ApiServer } from '../../../testing/admission/api-server.ts';
import { inForce } from '../../../testing/admission/api-server-engine.ts';
import { describeWithApiServer } from '../../../testing/admission/engines-given.ts';
import { policyWriters } from '../../../testing/documents/policy-writers.ts';
import { podSecurityLevel } from '../pod-security-level.ts';
import type { Policy } from '../policy.ts';
import { policyOf } from '../policy-of.ts';

const WRITERS = await policyWriters();
const record = await readRecord('results/osscontainertools-v1.28.3');
const IMAGE = 'registry.example/kaniko/executor:v1.28.3';
const proven = record.cases.filter(({ faithful }) => faithful.complete).map(({ id }) => id);

/** One policy for each of the sets that the cases of the record need. */
const policies = [
  ...new Map(
    proven
      .map((id) => policyOf(record, { case: [id], image: IMAGE }))
      .map((policy) => [formatSet(policy.set), policy] as const),
  ).values(),
];
const whole = policyOf(record, { case: proven, image: IMAGE });

const LEVELS = ['privileged', 'baseline'] as const;

function written(format: string, policy: Policy): string {
  return WRITERS[format]?.(policy) ?? '';
}

describeWithApiServer('what we write for an API server', (start) => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await start();
    for (const level of LEVELS) {
      const labels = Object.fromEntries(
        ['enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]),
      );
      await server.call('POST', '/api/v1/namespaces', { metadata: { name: level, labels } });
    }
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  async function answer(level: string, path: string, object: object): Promise<string> {
    const { status, body, warnings } = await server.call('POST', `${path.replace('LEVEL', level)}?dryRun=All`, object);
    return [status, ...(status === 201 ? [] : [body['message']]), ...warnings].join(' ');
  }

  /** What the server says to the Pod, to the Job, and to the pod that a controller makes of it. */
  function answers(policy: Policy, level: string): Promise<readonly string[]> {
    const job = parse(written('kubernetes-job', policy));
    const template = { apiVersion: 'v1', kind: 'Pod', ...job.spec.template };
    const pods = '/api/v1/namespaces/LEVEL/pods';
    return Promise.all([
      answer(level, pods, parse(written('kubernetes', policy))),
      answer(level, '/apis/batch/v1/namespaces/LEVEL/jobs', job),
      answer(level, pods, { ...template, metadata: { ...template.metadata, name: 'of-a-job' } }),
    ]);
  }

  it('Pods and Jobs are admitted by their own policy, at the Pod Security level that is told', async () => {
    expect(new Set(policies.map(({ set }) => podSecurityLevel(namesOf(set)).level)).size).toBe(2);
    for (const policy of policies) {
      await using _ = await inForce(server, written('validating-admission-policy', policy));
      const { level } = podSecurityLevel(namesOf(policy.set));
      expect([formatSet(policy.set), await answers(policy, level)]).toEqual([
        formatSet(policy.set),
        Array(3).fill('201'),
      ]);
    }
  });

  it('those of each case are admitted by the policy for all cases', async () => {
    await using _ = await inForce(server, written('validating-admission-policy', whole));
    for (const policy of [...policies, whole]) {
      expect(await answers(policy, 'privileged')).toEqual(Array(3).fill('201'));
    }
  });

  it('those for all cases are denied by the policy of one, and only warned of or let pass where that is asked for', async () => {
    const [one] = proven;
    const texts = async (action: 'deny' | 'warn' | 'audit'): Promise<string> => {
      const policy = policyOf(record, { case: [one ?? ''], image: IMAGE, action });
      await using _ = await inForce(server, written('validating-admission-policy', policy));
      const [pod = '', job] = await answers(whole, 'privileged');
      expect(job).toBe('201');
      return pod;
    };
    expect(await texts('deny')).toMatch(/^422 .* denied request: Pod kaniko, container kaniko \(adds /);
    expect(await texts('warn')).toMatch(/^201 Validation failed .*: Pod kaniko, container kaniko \(adds /);
    expect(await texts('audit')).toBe('201');
  });
});
