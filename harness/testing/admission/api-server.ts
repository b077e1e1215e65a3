import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openScratch, type Scratch } from '../programs/scratch.ts';

/** What an API server answered. */
export interface ApiAnswer {
  readonly status: number;
  /** The object, or a Status that says why there is none. */
  readonly body: Record<string, unknown>;
  /** What it warned of, for `kubectl` to print. */
  readonly warnings: readonly string[];
}

/** A Kubernetes API server with an etcd of its own. There are no nodes, and no controllers unless a test starts them. */
export interface ApiServer extends AsyncDisposable {
  readonly version: string;
  /** A call as a member of `system:masters`. */
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<ApiAnswer>;
}

/** Paths of the programs. */
export interface ApiServerPrograms {
  readonly apiServer: string;
  readonly etcd: string;
  /** Starts the controllers as well. */
  readonly controllerManager?: string;
}

/** Time for both programs to answer on a busy machine. */
const START_MS = 120_000;

/** Starts both programs and waits until the API server is ready. */
export async function startApiServer(programs: ApiServerPrograms): Promise<ApiServer> {
  const scratch = await openScratch();
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const child of children.toReversed()) await ended(child);
    await scratch.remove();
  };
  try {
    const [clients, peers, port] = await Promise.all([freePort(), freePort(), freePort()]);
    await writeFile(scratch.path('key.pem'), serviceAccountKey());
    const token = randomUUID();
    await writeFile(scratch.path('tokens.csv'), `${token},tester,tester,system:masters\n`);
    children.push(start(programs.etcd, etcdOptions(scratch, clients, peers), scratch.path('etcd.log')));
    children.push(start(programs.apiServer, serverOptions(scratch, clients, port), scratch.path('server.log')));
    await untilReady(scratch, children, port, token);
    const ca = await readFile(scratch.path('certificates', 'apiserver.crt'));
    const call: ApiServer['call'] = (method, path, body) => callServer({ port, token, ca }, method, path, body);
    const { body } = await call('GET', '/version');
    const kubeconfig = scratch.path('kubeconfig');
    await writeFile(kubeconfig, kubeconfigText(port, token, ca));
    if (programs.controllerManager !== undefined) {
      const options = [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0'];
      children.push(start(programs.controllerManager, options, scratch.path('controllers.log')));
    }
    return { version: String(body['gitVersion']), call, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function etcdOptions(scratch: Scratch, clients: number, peers: number): string[] {
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${clients}`, `http://127.0.0.1:${peers}`];
  return [
    `--data-dir=${scratch.path('etcd')}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
  ];
}

function serverOptions(scratch: Scratch, etcdPort: number, port: number): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${scratch.path('certificates')}`,
    `--token-auth-file=${scratch.path('tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${scratch.path('key.pem')}`,
    `--service-account-signing-key-file=${scratch.path('key.pem')}`,
    // Clusters allow it, and leave it to admission to forbid it.
    '--allow-privileged=true',
    '--service-cluster-ip-range=10.0.0.0/24',
    // No controller makes the default service accounts.
    '--disable-admission-plugins=ServiceAccount',
  ];
}

function kubeconfigText(port: number, token: string, ca: Buffer): string {
  const cluster = { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': ca.toString('base64') };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'tester', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'tester' } }],
    'current-context': 'test',
  });
}

function serviceAccountKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

function start(program: string, options: readonly string[], log: string): ChildProcess {
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  const file = createWriteStream(log);
  child.stdout.pipe(file);
  child.stderr.pipe(file);
  // A program that cannot start shows as one that ended.
  child.on('error', () => file.end());
  return child;
}

async function untilReady(
  scratch: Scratch,
  children: readonly ChildProcess[],
  port: number,
  token: string,
): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; ) {
    const ended = children.some(({ exitCode, pid }) => exitCode !== null || pid === undefined);
    if (ended) break;
    const ca = await readFile(scratch.path('certificates', 'apiserver.crt')).catch(() => undefined);
    const answer = ca && (await callServer({ port, token, ca }, 'GET', '/readyz').catch(() => undefined));
    if (answer?.status === 200) return;
    await sleep(250);
  }
  const logs = await Promise.all(['etcd.log', 'server.log'].map((name) => readFile(scratch.path(name), 'utf8')));
  throw new Error(`The API server is not ready:\n${logs.map((log) => log.slice(-2_000)).join('\n')}`);
}

function callServer(
  { port, token, ca }: { readonly port: number; readonly token: string; readonly ca: Buffer },
  method: string,
  path: string,
  body?: object,
): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { authorization: `Bearer ${token}`, 'content-type': type, accept: 'application/json' };
    const call = request({ host: '127.0.0.1', port, ca, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more;
      });
      response.on('end', () => {
        const warnings = [response.headers['warning'] ?? []].flat().flatMap(warningTexts);
        resolve({ status: response.statusCode ?? 0, body: jsonOf(text), warnings });
      });
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body && JSON.stringify(body));
  });
}

function jsonOf(text: string): Record<string, unknown> {
  return text.startsWith('{') ? JSON.parse(text) : { text };
}

/** The texts of a header such as `299 - "one", 299 - "two"`. */
function warningTexts(header: string): string[] {
  return [...header.matchAll(/299 - ("(?:[^"\\]|\\.)*")/g)].map(([, quoted = '""']) =>
    quoted.slice(1, -1).replace(/\\(.)/g, '$1'),
  );
}

/** A port that no program listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const end = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await end;
}
