import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { credentialsFor } from './registry-credentials.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kaniko-caps-credentials-'));
  await mkdir(join(home, '.docker'));
  await mkdir(join(home, 'bin'));
});

afterEach(() => rm(home, { recursive: true, force: true }));

const configure = (config: unknown) => writeFile(join(home, '.docker', 'config.json'), JSON.stringify(config));
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const { PATH } = process.env;

function find(host: string, environment: NodeJS.ProcessEnv = {}) {
  return credentialsFor(host, {
    environment: { PATH: `${join(home, 'bin')}:${PATH}`, ...environment },
    homeDirectory: home,
    helperDeadlineMs: 500,
  });
}

async function installHelper(name: string, script: string): Promise<void> {
  const file = join(home, 'bin', `docker-credential-${name}`);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

describe('credentialsFor', () => {
  it('finds nothing where there is no configuration', async () => {
    expect(await find('docker.io')).toBeUndefined();
    await configure({ auths: { 'quay.io': { auth: base64('me:secret') } } });
    expect(await find('docker.io')).toBeUndefined();
  });

  it("finds Docker Hub's credentials under Docker's address for it", async () => {
    await configure({ auths: { 'https://index.docker.io/v1/': { auth: base64('me:se:cret') } } });
    expect(await find('docker.io')).toEqual({
      kind: 'password',
      host: 'docker.io',
      username: 'me',
      password: 'se:cret',
    });
  });

  it.each(['registry.example.com:5000', 'https://registry.example.com:5000', 'https://registry.example.com:5000/v2/'])(
    'finds a registry that is written as %s',
    async (key) => {
      await configure({ auths: { [key]: { auth: base64('me:secret') } } });
      expect(await find('registry.example.com:5000')).toEqual({
        kind: 'password',
        host: 'registry.example.com:5000',
        username: 'me',
        password: 'secret',
      });
      expect(await find('registry.example.com')).toBeUndefined();
    },
  );

  it('prefers an identity token', async () => {
    await configure({ auths: { 'quay.io': { auth: base64('me:'), identitytoken: 'token' } } });
    expect(await find('quay.io')).toEqual({ kind: 'identity-token', host: 'quay.io', token: 'token' });
  });

  it('reads DOCKER_CONFIG before the home directory', async () => {
    await configure({ auths: { 'quay.io': { auth: base64('home:x') } } });
    await writeFile(join(home, 'config.json'), JSON.stringify({ auths: { 'quay.io': { auth: base64('other:x') } } }));
    expect(await find('quay.io', { DOCKER_CONFIG: home })).toMatchObject({ username: 'other' });
    expect(await find('quay.io', { DOCKER_CONFIG: '' })).toMatchObject({ username: 'home' });
  });

  it("asks the registry's own helper, and the common store for all others", async () => {
    await configure({ credHelpers: { 'gcr.io': 'cloud' }, credsStore: 'store', auths: { 'quay.io': {} } });
    await installHelper('cloud', `read server; echo "{\\"Username\\":\\"cloud-$server\\",\\"Secret\\":\\"s\\"}"`);
    await installHelper('store', `read server; echo "{\\"Username\\":\\"<token>\\",\\"Secret\\":\\"t-$server\\"}"`);
    expect(await find('gcr.io')).toEqual({
      kind: 'password',
      host: 'gcr.io',
      username: 'cloud-gcr.io',
      password: 's',
    });
    expect(await find('quay.io')).toEqual({ kind: 'identity-token', host: 'quay.io', token: 't-quay.io' });
    expect(await find('docker.io')).toMatchObject({ token: 't-https://index.docker.io/v1/' });
  });

  it('takes a helper without credentials for a registry without credentials', async () => {
    await configure({ credsStore: 'store' });
    await installHelper('store', 'echo "credentials not found in native keychain"; exit 1');
    expect(await find('quay.io')).toBeUndefined();
  });

  it.each([
    ['a failing helper', 'echo "keyring is locked" >&2; exit 1', 'docker-credential-store failed: keyring is locked'],
    ['a helper that hangs', 'exec sleep 60', 'docker-credential-store did not answer within 0.5 s'],
    ['a helper that talks nonsense', 'echo hello', 'docker-credential-store did not answer in JSON'],
    ['a helper that answers half', `echo '{"Username":"me"}'`, 'docker-credential-store answered without'],
  ])('names %s', async (_, script, message) => {
    await configure({ credsStore: 'store' });
    await installHelper('store', script);
    await expect(find('quay.io')).rejects.toMatchObject({
      code: 'BAD_CREDENTIALS',
      message: expect.stringContaining(message) as unknown,
      hint: expect.stringContaining('credHelpers') as unknown,
    });
  });

  it('names a helper that is not installed', async () => {
    await configure({ credHelpers: { 'quay.io': 'missing' } });
    await expect(find('quay.io')).rejects.toThrow('docker-credential-missing is not on PATH');
  });

  it('never shows the secret of a helper that talks nonsense', async () => {
    await configure({ credsStore: 'store' });
    await installHelper('store', 'echo "not JSON: hunter2"');
    await expect(find('quay.io')).rejects.not.toThrow('hunter2');
    await installHelper('store', `echo '{"Username":"me","Secret":"hunter2"}'; exit 3`);
    await expect(find('quay.io')).rejects.toThrow(/docker-credential-store failed$/);
  });

  it('never shows a part of the configuration', async () => {
    await writeFile(join(home, '.docker', 'config.json'), '{"auths":{"quay.io":{"auth":hunter2}}}');
    await expect(find('quay.io')).rejects.toThrow(/config\.json is not a valid Docker configuration: it is not JSON$/);
  });

  it('names what is wrong in the configuration', async () => {
    await configure({ auths: { 'quay.io': { auth: 7 } } });
    await expect(find('quay.io')).rejects.toThrow(
      /config\.json is not a valid Docker configuration: auths\.quay\.io\.auth/,
    );
    await writeFile(join(home, '.docker', 'config.json'), '{');
    await expect(find('quay.io')).rejects.toThrow('is not a valid Docker configuration');
    await configure({ auths: { 'quay.io': { auth: base64('nothing') } } });
    await expect(find('quay.io')).rejects.toThrow('auths.quay.io.auth is not the Base64 of user:password');
  });
});
