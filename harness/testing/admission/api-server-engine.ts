import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IPod } from 'kubernetes-models/v1/Pod';
import { parseAllDocuments } from 'yaml';
import { POD_NAMESPACE, type PodRequest } from '../pods/policy-pod.ts';
import type { ApiAnswer, ApiServer } from './api-server.ts';
import type { EngineAnswer, PolicyEngine } from './policy-engine.ts';

const PODS = `/api/v1/namespaces/${POD_NAMESPACE.name}/pods`;
const POLICIES = '/apis/admissionregistration.k8s.io/v1';

/** The time until a policy holds, on a busy machine. */
const POLICY_MS = 60_000;

/** The API server's own admission. Pods are created without effect, but those that are changed are there before the policy is. */
export function apiServerEngine(server: ApiServer): PolicyEngine {
  return {
    name: `kube-apiserver ${server.version}`,
    canJudge: () => true,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    async judge(policy, requests) {
      await ensureNamespace(server);
      try {
        for (const request of requests) await prepare(server, request);
        await using _ = await inForce(server, policy);
        const answers: EngineAnswer[] = [];
        for (const request of requests) answers.push(answerOf(await ask(server, request), request));
        return answers;
      } finally {
        await removePods(server);
      }
    },
  };
}

/** Makes the documents of a policy and waits until they hold; disposing removes them and waits until they do not. */
export async function inForce(server: ApiServer, policy: string): Promise<AsyncDisposable> {
  const documents = parseAllDocuments(policy).map((document) => document.toJS() as Manifest);
  await create(server, documents);
  await allSeen(server);
  return {
    async [Symbol.asyncDispose]() {
      await remove(server, documents);
      await allSeen(server);
    },
  };
}

/**
 * Waits until admission has seen what was made and removed. It sees that of each kind in its order: a policy that is made last
 * holds only after all that came before.
 */
async function allSeen(server: ApiServer): Promise<void> {
  const name = `marker-${randomUUID()}`;
  await create(server, marker(name));
  const probe = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
  for (const end = Date.now() + POLICY_MS; ; await sleep(100)) {
    const { status } = await server.call('POST', '/api/v1/namespaces/default/configmaps?dryRun=All', probe);
    if (status >= 400) break;
    if (Date.now() > end) throw new Error('The API server does not act on a policy.');
  }
  await remove(server, marker(name));
}

async function create(server: ApiServer, documents: readonly Manifest[]): Promise<void> {
  for (const document of documents) await must(server.call('POST', collectionOf(document), document));
}

async function remove(server: ApiServer, documents: readonly Manifest[]): Promise<void> {
  for (const document of documents) {
    await must(server.call('DELETE', `${collectionOf(document)}/${document.metadata.name}`));
  }
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

function collectionOf({ kind }: Manifest): string {
  const plurals: Readonly<Record<string, string>> = {
    ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
    ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
  };
  const plural = plurals[kind];
  if (plural === undefined) throw new Error(`The API server gets no ${kind}.`);
  return `${POLICIES}/${plural}`;
}

/** A policy that forbids the ConfigMap of its name, and its binding. */
function marker(name: string): Manifest[] {
  const [apiVersion, metadata] = ['admissionregistration.k8s.io/v1', { name }];
  const operations = ['CREATE'];
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations, resources: ['configmaps'], resourceNames: [name] };
  const spec = { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'false' }] };
  const bound = { policyName: name, validationActions: ['Deny'] };
  return [
    { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata, spec } as Manifest,
    { apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata, spec: bound } as Manifest,
  ];
}

async function ensureNamespace(server: ApiServer): Promise<void> {
  const { name, label } = POD_NAMESPACE;
  const { status } = await server.call('GET', `/api/v1/namespaces/${name}`);
  if (status === 404) await must(server.call('POST', '/api/v1/namespaces', { metadata: { name, labels: label } }));
}

/** Makes the pod that is to be changed, and begins to delete it where it is being deleted. */
async function prepare(server: ApiServer, request: PodRequest): Promise<void> {
  if (request.operation === 'CREATE') return;
  const { metadata = {} } = request.before;
  await must(server.call('POST', PODS, request.before));
  if (metadata.deletionTimestamp !== undefined) await must(server.call('DELETE', `${PODS}/${metadata.name}`));
}

async function ask(server: ApiServer, request: PodRequest): Promise<ApiAnswer> {
  if (request.operation === 'CREATE') return await server.call('POST', `${PODS}?dryRun=All`, request.pod);
  const path = `${PODS}/${request.pod.metadata?.name}`;
  const { body } = await must(server.call('GET', path));
  const place = request.subresource === undefined ? path : `${path}/${request.subresource}`;
  return await server.call('PUT', `${place}?dryRun=All`, changed(body as unknown as IPod, request.pod));
}

/** The pod as the server has it, with what the other one says. */
function changed(current: IPod, pod: IPod): object {
  const { labels, finalizers } = pod.metadata ?? {};
  return {
    ...current,
    metadata: { ...current.metadata, labels, finalizers },
    spec: { ...current.spec, ...pod.spec },
  };
}

const DENIAL = /ValidatingAdmissionPolicy '[^']*' with binding '[^']*'(?: denied request)?: (.*)/s;

function answerOf({ status, body, warnings }: ApiAnswer, { pod }: PodRequest): EngineAnswer {
  const said = status < 400 ? warnings : [String(body['message'])];
  const reasons = said.flatMap((text) => DENIAL.exec(text)?.slice(1) ?? []);
  // A pod that is no pod of Kubernetes never reaches a policy.
  if (status >= 400 && reasons.length === 0) throw new Error(`${pod.metadata?.name}: ${JSON.stringify(body)}`);
  return { admitted: status < 400, reasons };
}

async function removePods(server: ApiServer): Promise<void> {
  const { body } = await must(server.call('GET', PODS));
  for (const { metadata } of body['items'] as IPod[]) {
    const path = `${PODS}/${metadata?.name}`;
    await server.call('DELETE', `${path}?gracePeriodSeconds=0`);
    await server.call('PATCH', path, { metadata: { finalizers: null } });
  }
}

/** The answer, if it is none of the errors. */
async function must(answer: Promise<ApiAnswer>): Promise<ApiAnswer> {
  const { status, body } = await answer;
  if (status >= 400) throw new Error(`The API server answers ${status}: ${JSON.stringify(body)}`);
  return await answer;
}
