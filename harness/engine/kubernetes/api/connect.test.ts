import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testAuthority } from '../../../testing/programs/certificates.ts';
import { connectCluster, namespaceChosenBy } from './connect.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kube-configuration-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** What a configuration says besides the usual. */
interface Said {
  readonly name?: string;
  readonly cluster?: object;
  readonly user?: object;
  readonly current?: string | undefined;
}

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

function configuration(server: string, { name = 'one', cluster = {}, user = {}, ...said }: Said = {}): string {
  const current = 'current' in said ? said.current : name;
  return file(
    `${name}.conf`,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster: { server, ...cluster } }],
      users: [{ name, user }],
      contexts: [{ name, context: { cluster: name, user: name, namespace: `of-${name}` } }],
      ...(current !== undefined && { 'current-context': current }),
    }),
  );
}

const connect = (KUBECONFIG: string, deadlineMs = 5_000) => connectCluster({ environment: { KUBECONFIG }, deadlineMs });

async function portOf(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

describe('an API server that takes connections and never answers', () => {
  it.each(['http', 'https'])('is unreachable over %s, and is left alone', async (scheme) => {
    const server = createServer();
    const url = `${scheme}://127.0.0.1:${await portOf(server)}`;
    const opened = once(server, 'connection');
    const config = configuration(url, { cluster: { 'insecure-skip-tls-verify': true } });
    const connecting = connect(config, 300);
    const [socket] = await opened;
    socket.resume();
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    await expect(connecting).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: `Cannot use Kubernetes: the cluster at ${url} does not answer (no answer within 0.3 s)`,
      hint: 'Start the cluster, or choose another context with --kube-context.',
    });
    // An open connection would keep the program alive.
    await closed;
    server.close();
  });
});

describe('a configuration', () => {
  const ABSENT = '/absent/kube.conf';
  const SERVER = 'https://127.0.0.1:1';

  it('is made of the files that exist, of which the first counts', async () => {
    const one = configuration(SERVER, { name: 'one', current: undefined });
    const two = configuration(SERVER, { name: 'two' });
    const again = file('again.conf', '');
    const named = [ABSENT, again, one, two, one].join(':');
    expect(await namespaceChosenBy({ KUBECONFIG: named })).toBe('of-two');
    expect(await namespaceChosenBy({ KUBECONFIG: named, KANIKO_CAPS_KUBE_CONTEXT: 'one' })).toBe('of-one');
  });

  it.each([
    ['names no file that exists', () => ABSENT, /^KUBECONFIG names no file that exists: \/absent\/kube.conf$/],
    ['is empty', () => file('empty.conf', ''), /^No cluster is configured in .*empty.conf: it has no contexts$/],
    ['has comments only', () => file('c.conf', '# x\n'), /^No cluster is configured in .*c.conf: it has no contexts$/],
    ['is another text', () => file('t.conf', 'hello\n'), /t.conf: it is not a configuration of kubectl$/],
    ['is a directory', () => directory, /^Cannot use the configuration .*: EISDIR/],
  ])('that %s is refused', async (_, make, message) => {
    await expect(connect(make())).rejects.toMatchObject({
      code: 'ENGINE_CHOICE',
      message: expect.stringMatching(message),
      hint: 'Name a file that kubectl can use with KUBECONFIG.',
    });
  });

  it.each([
    ['does not exist', 'gone', 'The current context of FILE, "gone", does not exist'],
    ['is not set', undefined, 'No current context is set in FILE'],
  ])('of which the current context %s is refused, with those that there are', async (_, current, message) => {
    const config = configuration(SERVER, { current });
    await expect(connect(config)).rejects.toMatchObject({
      code: 'ENGINE_CHOICE',
      message: message.replace('FILE', config),
      hint: 'Choose one with --kube-context: one.',
    });
  });

  it.each<[string, Said, RegExp]>([
    [
      'an authority that is not there',
      { cluster: { 'certificate-authority': '/absent/ca.crt' } },
      /: the certificate-authority of the cluster "one" cannot be read \(ENOENT.*\/absent\/ca.crt/,
    ],
    [
      'a certificate that is not there',
      { user: { 'client-certificate': '/absent/me.crt' } },
      /: the client-certificate of the user "one" cannot be read \(ENOENT/,
    ],
    [
      'an authority that is none',
      { cluster: { 'certificate-authority-data': 'aGVsbG8K' } },
      /: certificate-authority of the cluster "one" is no certificate \(/,
    ],
    [
      'a program that is not there',
      { user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'absent-login' } } },
      /: the user "one" logs in with the program absent-login, which cannot be run \(spawn absent-login ENOENT\)$/,
    ],
    [
      'a program that fails',
      {
        user: {
          exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', 'echo no >&2; exit 1'] },
        },
      },
      /: the program sh, with which the user "one" logs in, failed: no$/,
    ],
  ])('with %s is refused, with the part and the file', async (_, said, message) => {
    const config = configuration(SERVER, said);
    await expect(connect(config)).rejects.toMatchObject({
      code: 'ENGINE_CHOICE',
      message: expect.stringMatching(new RegExp(`^Cannot use the context "one"${message.source}`)),
      hint: `Correct it in ${config}, or choose another context with --kube-context.`,
    });
  });

  it('with the authority of another cluster is not taken for a cluster that is down', async () => {
    const { cert, key } = testAuthority('ours').sign('cluster', { address: [127, 0, 0, 1] });
    const server = createTlsServer({ cert, key });
    const url = `https://127.0.0.1:${await portOf(server)}`;
    const other = Buffer.from(testAuthority('another').cert).toString('base64');
    const config = configuration(url, { cluster: { 'certificate-authority-data': other } });
    await expect(connect(config)).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: expect.stringContaining(`the cluster at ${url} is not trusted (`),
      hint: expect.stringContaining('Correct certificate-authority'),
    });
    server.close();
  });
});
