import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { knownHostKeys } from './known-hosts.ts';

const key = Buffer.from('key').toString('base64');
const salt = Buffer.from('salt');
const hashed = (name: string): string =>
  `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;

it('finds the keys of a host among those of others', () => {
  const text = `# comment\nother ssh-rsa AAAA\nbuild.test,10.0.0.1 ssh-ed25519 ${key} note\n@revoked build.test ssh-rsa ${key}\n`;
  expect(knownHostKeys(text, 'build.test', 22)).toEqual([{ type: 'ssh-ed25519', key: Buffer.from('key') }]);
  expect(knownHostKeys(text, '10.0.0.1', 22)).toHaveLength(1);
  expect(knownHostKeys(text, 'unknown.test', 22)).toEqual([]);
});

it('tells ports apart', () => {
  const text = `[build.test]:2222 ssh-ed25519 ${key}\n`;
  expect(knownHostKeys(text, 'build.test', 2222)).toHaveLength(1);
  expect(knownHostKeys(text, 'build.test', 22)).toEqual([]);
});

it('finds hashed names', () => {
  const text = `${hashed('build.test')} ssh-ed25519 ${key}\n`;
  expect(knownHostKeys(text, 'build.test', 22)).toHaveLength(1);
  expect(knownHostKeys(text, 'other.test', 22)).toEqual([]);
});
