import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { messageOf } from '../../../errors.ts';
import type { RegistryCredentials } from '../../../image/credentials/registry-credentials.ts';

/** A registry on the network, as one user reads it: distribution's API v2. */
export interface RemoteRegistry {
  /** The manifest's bytes; undefined if there is none of that name. */
  manifest(repository: string, reference: string): Promise<RemoteManifest | undefined>;
  blob(repository: string, digest: string): Promise<Readable>;
}

/** A manifest as a registry sends it. */
export interface RemoteManifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
}

const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** How long a registry may take to begin its answer. */
const DEADLINE_MS = 30_000;

/** Docker Hub has another name than its images. */
const HUB = { name: 'docker.io', host: 'registry-1.docker.io' };

/** Opens a registry by its name in references. Nothing is sent yet. Methods throw an Error that names what the registry said. */
export function remoteRegistry(name: string, credentials: RegistryCredentials | undefined): RemoteRegistry {
  const host = name === HUB.name ? HUB.host : name;
  const base = `${isOwnMachine(host) ? 'http' : 'https'}://${host}/v2`;
  const tokens = new Map<string, string>();
  const ask = async (repository: string, path: string, headers: Record<string, string>): Promise<Response> => {
    const url = `${base}/${repository}/${path}`;
    const send = (authorization: string | undefined): Promise<Response> =>
      get(url, { ...headers, ...(authorization !== undefined && { authorization }) });
    const first = await send(tokens.get(repository));
    if (first.status !== 401) return first;
    const authorization = await authorize(first.headers.get('www-authenticate') ?? '', credentials, repository);
    tokens.set(repository, authorization);
    return send(authorization);
  };
  return {
    async manifest(repository, reference) {
      const answer = await ask(repository, `manifests/${reference}`, { accept: MANIFEST_TYPES.join(', ') });
      if (answer.status === 404) return undefined;
      assertOk(answer, host);
      const mediaType = answer.headers.get('content-type') ?? '';
      return { bytes: Buffer.from(await answer.arrayBuffer()), mediaType };
    },
    async blob(repository, digest) {
      const answer = await ask(repository, `blobs/${digest}`, {});
      assertOk(answer, host);
      if (answer.body === null) throw new Error(`the registry ${host} sent no content`);
      return Readable.fromWeb(answer.body as ReadableStream);
    },
  };
}

/** A registry at the loopback speaks plain HTTP, for docker and containerd as well. */
function isOwnMachine(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);
}

async function get(url: string, headers: Record<string, string>): Promise<Response> {
  const begun = new AbortController();
  const timer = setTimeout(() => begun.abort(new Error(`no answer within ${DEADLINE_MS / 1000} s`)), DEADLINE_MS);
  try {
    // Over a redirection to another host it does not take the authorization along.
    return await fetch(url, { headers, signal: begun.signal });
  } catch (thrown) {
    const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
    throw new Error(`${new URL(url).host} does not answer: ${messageOf(cause)}`, { cause: thrown });
  } finally {
    clearTimeout(timer);
  }
}

function assertOk(answer: Response, host: string): void {
  if (answer.status !== 200) throw new Error(`the registry ${host} answers with HTTP status ${answer.status}`);
}

/** The header that a challenge asks for (RFC 7235; for `Bearer`, distribution's token authentication). */
async function authorize(
  challenge: string,
  credentials: RegistryCredentials | undefined,
  repository: string,
): Promise<string> {
  const basic = credentials?.kind === 'password' ? basicOf(credentials) : undefined;
  const [, scheme = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(challenge) ?? [];
  if (scheme.toLowerCase() === 'basic' && basic !== undefined) return basic;
  const asked = Object.fromEntries([...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const realm = asked['realm'];
  if (scheme.toLowerCase() !== 'bearer' || realm === undefined) throw new Error('the registry asks for a password');
  const fields = { service: asked['service'] ?? '', scope: `repository:${repository}:pull` };
  const answer =
    credentials?.kind === 'identity-token'
      ? await refresh(realm, { ...fields, refresh_token: credentials.token })
      : await get(`${realm}?${new URLSearchParams(fields)}`, basic === undefined ? {} : { authorization: basic });
  if (!answer.ok) throw new Error(`${new URL(realm).host} gives no token: HTTP status ${answer.status}`);
  const { token, access_token } = (await answer.json()) as { token?: string; access_token?: string };
  return `Bearer ${token ?? access_token ?? ''}`;
}

function refresh(realm: string, fields: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams({ ...fields, grant_type: 'refresh_token', client_id: 'kaniko-caps' });
  return fetch(realm, { method: 'POST', body, signal: AbortSignal.timeout(DEADLINE_MS) });
}

function basicOf({ username, password }: Extract<RegistryCredentials, { kind: 'password' }>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
