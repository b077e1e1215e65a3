import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject, V1ClusterRole, V1Role } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { rightsManifest } from '../../engine/open-engine.ts';

/** A user of the cluster of the tests with the rights of a manifest. */
export interface ServiceAccount {
  /** The environment in which the tool is that user. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes one right away, and gives a function that gives it back. */
  without(resource: string, verb: string): Promise<() => Promise<void>>;
  /** Every verb of every resource in the manifest. */
  readonly rights: readonly { readonly resource: string; readonly verb: string }[];
  remove(): Promise<void>;
}

/** Applies the manifest that the tool prints for a namespace, and makes a configuration with the token of its service account. */
export async function createServiceAccount(namespace: string): Promise<ServiceAccount> {
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  config.loadFromDefault();
  const objects = client.KubernetesObjectApi.makeApiClient(config);
  const text = await rightsManifest({ name: 'kubernetes', environment: { KANIKO_CAPS_NAMESPACE: namespace } });
  const manifest = parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject);
  for (const object of manifest) await objects.create(structuredClone(object));
  const audience = { namespace, name: 'kaniko-caps', body: { spec: { audiences: [], expirationSeconds: 3600 } } };
  const request = await config.makeApiClient(client.CoreV1Api).createNamespacedServiceAccountToken(audience);
  const directory = mkdtempSync(join(tmpdir(), 'kaniko-caps-cluster-'));
  const file = join(directory, 'config');
  writeFileSync(file, configurationText(config, request.status?.token ?? '', namespace), { mode: 0o600 });
  const roles = manifest.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole') as (V1Role & V1ClusterRole)[];
  return {
    environment: { KUBECONFIG: file },
    rights: roles.flatMap(({ rules = [] }) =>
      rules.flatMap(({ resources = [], verbs }) =>
        resources.flatMap((resource) => verbs.map((verb) => ({ resource, verb }))),
      ),
    ),
    without: async (resource, verb) => {
      const role = roles.find(({ rules }) => rules?.some(({ resources }) => resources?.includes(resource)));
      if (role === undefined) throw new Error(`no role is for ${resource}`);
      const rules = role.rules?.map((rule) =>
        rule.resources?.includes(resource) ? { ...rule, verbs: rule.verbs.filter((other) => other !== verb) } : rule,
      );
      await objects.replace({
        ...role,
        rules: rules?.filter(({ verbs }) => verbs.length > 0) ?? [],
      } as KubernetesObject);
      return async () => void (await objects.replace(structuredClone(role) as KubernetesObject));
    },
    remove: async () => {
      rmSync(directory, { recursive: true });
      for (const object of manifest.toReversed()) await objects.delete(object);
    },
  };
}

function configurationText(
  config: import('@kubernetes/client-node').KubeConfig,
  token: string,
  namespace: string,
): string {
  const cluster = config.getCurrentCluster();
  const name = `test-${randomUUID().slice(0, 8)}`;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server: cluster?.server,
          'certificate-authority': cluster?.caFile,
          'certificate-authority-data': cluster?.caData,
        },
      },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
    'current-context': name,
  });
}
