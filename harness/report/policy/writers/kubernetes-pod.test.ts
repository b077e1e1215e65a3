import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { caseOf, recordOf } from '../../../testing/examples/records.ts';
import { policyOf } from '../policy-of.ts';
import { kubernetesJob, kubernetesPod } from './kubernetes-pod.ts';

const policy = policyOf(recordOf([caseOf()]), {});

describe.each([
  ['a Pod', kubernetesPod(policy), parse(kubernetesPod(policy)).spec],
  ['a Job', kubernetesJob(policy), parse(kubernetesJob(policy)).spec.template.spec],
])('%s', (_, text, spec) => {
  it('gets no token for the Kubernetes API', () => expect(spec.automountServiceAccountToken).toBe(false));

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
