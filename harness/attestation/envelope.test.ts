import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Envelope, isSignedBy, signStatement } from './envelope.ts';
import { readPrivateKey, readPublicKey } from './keys.ts';
import { preAuthenticationEncoding } from './pre-authentication.ts';

const KINDS = {
  ed25519: () => generateKeyPairSync('ed25519'),
  'ECDSA P-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
};

const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0;

function pairOf({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }) {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return {
    publicPem,
    signing: readPrivateKey({ name: 'the key', pem }, undefined),
    checking: readPublicKey({ name: 'the key', pem: publicPem }),
  };
}

describe('the encoding that is signed', () => {
  it('is that of the example in the protocol of DSSE', () => {
    expect(preAuthenticationEncoding('http://example.com/HelloWorld', Buffer.from('hello world')).toString()).toBe(
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    );
  });

  it('counts bytes, not characters', () => {
    expect(preAuthenticationEncoding('é', Buffer.from('ü')).toString()).toBe('DSSEv1 2 é 2 ü');
  });
});

describe.each(Object.entries(KINDS))('a signature with %s', (_, generate) => {
  const { signing, checking, publicPem } = pairOf(generate());

  it('is accepted with its key and with no other one', () => {
    const signed = signStatement('{"any":"text"}', signing);
    expect(isSignedBy(signed, checking)).toBe(true);
    expect(isSignedBy(signed, pairOf(generate()).checking)).toBe(false);
  });

  it('is refused for any other payload or type, and with any other bit of itself', () => {
    const signed = signStatement('{"any":"text"}', signing);
    expect(isSignedBy({ ...signed, payloadType: 'text/plain' }, checking)).toBe(false);
    fc.assert(
      fc.property(fc.constantFrom('payload', 'sig'), fc.nat(), fc.integer({ min: 0, max: 7 }), (what, at, bit) => {
        const changed = withBitFlipped(signed, what, at, bit);
        expect(isSignedBy(changed, checking)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('is one of several that may be there', () => {
    const signed = signStatement('{}', signing);
    const other = signStatement('{}', pairOf(generate()).signing);
    expect(isSignedBy({ ...signed, signatures: [...other.signatures, ...signed.signatures] }, checking)).toBe(true);
    expect(isSignedBy({ ...signed, signatures: [{ sig: '' }, { sig: 'AAAA' }] }, checking)).toBe(false);
  });

  it.runIf(HAS_OPENSSL)('is accepted by openssl, which knows nothing of this program', () => {
    const directory = mkdtempSync(join(tmpdir(), 'attestation-'));
    try {
      const { payload, payloadType, signatures } = signStatement('{"any":"text"}', signing);
      const place = (name: string): string => join(directory, name);
      writeFileSync(place('key.pub'), publicPem);
      writeFileSync(place('signed'), preAuthenticationEncoding(payloadType, Buffer.from(payload, 'base64')));
      writeFileSync(place('signature'), Buffer.from(signatures[0]?.sig ?? '', 'base64'));
      const options = checking.key.asymmetricKeyType === 'ec' ? ['-digest', 'sha256'] : [];
      const told = execFileSync(
        'openssl',
        [
          'pkeyutl',
          '-verify',
          '-pubin',
          '-inkey',
          place('key.pub'),
          '-rawin',
          '-in',
          place('signed'),
          ...options,
          '-sigfile',
          place('signature'),
        ],
        { encoding: 'utf8' },
      );
      expect(told).toContain('Signature Verified Successfully');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

function withBitFlipped(signed: Envelope, what: 'payload' | 'sig', at: number, bit: number): Envelope {
  const flipped = (base64: string): string => {
    const bytes = Buffer.from(base64, 'base64');
    const place = at % bytes.length;
    bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
    return bytes.toString('base64');
  };
  if (what === 'payload') return { ...signed, payload: flipped(signed.payload) };
  return { ...signed, signatures: signed.signatures.map(({ sig }) => ({ sig: flipped(sig) })) };
}
