import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { readPrivateKey, readPublicKey } from './keys.ts';

const NAME = 'the key signing.pem';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const PRIVATE = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PUBLIC = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const ENCRYPTED = privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'correct horse' })
  .toString();
const P384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });

function refusalOf(read: () => unknown): string {
  try {
    read();
  } catch (thrown) {
    if (thrown instanceof HarnessError) return `${thrown.code}: ${thrown.message}. ${thrown.hint}`;
    throw thrown;
  }
  throw new Error('it was accepted');
}

const signing = (pem: string, passphrase?: string) => refusalOf(() => readPrivateKey({ name: NAME, pem }, passphrase));
const checking = (pem: string) => refusalOf(() => readPublicKey({ name: NAME, pem }));

describe('a key', () => {
  it('is read from PEM, encrypted or not', () => {
    for (const [pem, passphrase] of [
      [PRIVATE, undefined],
      [PRIVATE, 'not needed'],
      [ENCRYPTED, 'correct horse'],
    ] as const) {
      expect(readPrivateKey({ name: NAME, pem }, passphrase).key.equals(privateKey)).toBe(true);
    }
    const read = readPublicKey({ name: NAME, pem: PUBLIC });
    expect(read.key.equals(publicKey)).toBe(true);
    expect(read.name).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('is refused with what is wrong and what helps', () => {
    expect(signing(ENCRYPTED)).toMatch(/^BAD_KEY: The key signing.pem is encrypted\. .*--passphrase-env/);
    expect(signing(ENCRYPTED, 'wrong')).toContain('The passphrase does not open the key signing.pem');
    expect(signing(PUBLIC)).toContain('is no private key');
    expect(signing('nothing')).toContain('cannot be read');
    expect(checking('nothing')).toContain('cannot be read');
    expect(checking(PRIVATE)).toContain('is a private key. Check with the public key');
    const cosign = PRIVATE.replaceAll('PRIVATE KEY', 'ENCRYPTED SIGSTORE PRIVATE KEY');
    expect(signing(cosign)).toContain('cosign attest-blob');
    expect(signing(PRIVATE.replaceAll('PRIVATE KEY', 'OPENSSH PRIVATE KEY'))).toContain('in the form of OpenSSH');
  });

  it('of another kind is refused by the name of its kind', () => {
    expect(signing(P384.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toContain(
      'of the kind ec secp384r1',
    );
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    expect(checking(rsa.export({ type: 'spki', format: 'pem' }).toString())).toContain('of the kind rsa');
  });

  it('never shows its text', () => {
    const broken = PRIVATE.replace(/\n(....)/, '\nA$1');
    expect(signing(broken)).not.toContain(PRIVATE.split('\n')[1]?.slice(8, 24));
  });
});
