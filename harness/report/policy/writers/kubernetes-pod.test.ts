import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { caseOf, recordOf } from '../../../testing/examples/records.ts';
import { policyOf } from '../policy-of.ts';
import { kubernetesJob, kubernetesPod } from './kubernetes-pod.ts';

const policy = policyOf(recordOf([caseOf()]), {});

it('has a user namespace of its own where the trials had one on a cluster', () => {
  const record = recordOf([caseOf()]);
  const environment = { ...record.environment, engine: 'kubernetes', userNamespaceRemapping: true };
  expect(parse(kubernetesPod(policyOf({ ...record, environment }, {}))).spec.hostUsers).toBe(false);
  expect(
    parse(kubernetesPod(policyOf({ ...record, environment: { ...environment, engine: 'docker' } }, {}))).spec,
  ).not.toHaveProperty('hostUsers');
});

describe.each([
  ['a Pod', kubernetesPod(policy), parse(kubernetesPod(policy)).spec],
  ['a Job', kubernetesJob(policy), parse(kubernetesJob(policy)).spec.template.spec],
])('%s', (_, text, spec) => {
  it('gets no token for the Kubernetes API', () => expect(spec.automountServiceAccountToken).toBe(false));

  it('says nothing of user namespaces where the trials had none of their own', () => {
    expect(spec).not.toHaveProperty('hostUsers');
  });

  it('finds the credentials of a registry where Kaniko looks for them', () => {
    const [volume] = spec.volumes.filter(({ secret }: { secret?: object }) => secret !== undefined);
    expect(volume.secret.items).toEqual([{ key: '.dockerconfigjson', path: 'config.json' }]);
    expect(spec.containers[0].volumeMounts).toContainEqual({
      name: volume.name,
      mountPath: '/kaniko/.docker',
      readOnly: true,
    });
  });

  it('starts without these, and says that they are an example', () => {
    expect(spec.volumes[1].secret.optional).toBe(true);
    expect(text).toMatch(/secretName: kaniko-registry # an example; kubectl create secret docker-registry/);
  });
});
