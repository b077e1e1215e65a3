import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { HarnessError, messageOf } from '../errors.ts';

/** A key that can sign. */
export interface PrivateKey {
  readonly key: KeyObject;
}

/** A key that can check signatures. */
export interface PublicKey {
  readonly key: KeyObject;
  /** What tells it from others: `sha256:` and the SHA-256 of its DER form, which `openssl pkey -pubin -outform DER` gives. */
  readonly name: string;
}

/** Where a key comes from, for messages, and its text. */
export interface KeyText {
  /** Such as `the key signing.pem`. */
  readonly name: string;
  readonly pem: string;
}

const NEW_KEY =
  'Make one: openssl genpkey -algorithm ed25519 -out signing.pem; openssl pkey -in signing.pem -pubout -out signing.pub.';

/**
 * Reads a key to sign with.
 *
 * @throws HarnessError BAD_KEY
 */
export function readPrivateKey({ name, pem }: KeyText, passphrase: string | undefined): PrivateKey {
  refuseOtherForms(name, pem);
  if (/-----BEGIN (PUBLIC KEY|CERTIFICATE)-----/.test(pem)) {
    throw badKey(`${name} is no private key`, 'Sign with the private key, and give the public one to those who check.');
  }
  if (/ENCRYPTED/.test(pem) && passphrase === undefined) {
    throw badKey(`${name} is encrypted`, 'Put its passphrase into a variable, and name that with --passphrase-env.');
  }
  const key = parsed(name, () => createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) }));
  refuseOtherKinds(name, key);
  return { key };
}

/**
 * Reads a key to check signatures with.
 *
 * @throws HarnessError BAD_KEY
 */
export function readPublicKey({ name, pem }: KeyText): PublicKey {
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(pem)) {
    throw badKey(`${name} is a private key`, 'Check with the public key: openssl pkey -in KEY -pubout.');
  }
  const key = parsed(name, () => createPublicKey(pem));
  refuseOtherKinds(name, key);
  const der = key.export({ type: 'spki', format: 'der' });
  return { key, name: `sha256:${createHash('sha256').update(der).digest('hex')}` };
}

function refuseOtherForms(name: string, pem: string): void {
  if (/-----BEGIN ENCRYPTED (SIGSTORE|COSIGN) PRIVATE KEY-----/.test(pem)) {
    throw badKey(
      `${name} is in the form of cosign, which only cosign reads`,
      'Write the statement with --unsigned, and sign it: cosign attest-blob --key KEY --statement STATEMENT (docs/evidence.md).',
    );
  }
  if (/-----BEGIN OPENSSH PRIVATE KEY-----/.test(pem)) {
    throw badKey(`${name} is in the form of OpenSSH`, `A key in PKCS#8 is needed. ${NEW_KEY}`);
  }
}

/** What cosign, in-toto's libraries and openssl all check. */
function refuseOtherKinds(name: string, key: KeyObject): void {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType === 'ed25519' || curve === 'prime256v1') return;
  const kind = [key.asymmetricKeyType, curve].filter((part) => part !== undefined).join(' ');
  throw badKey(`${name} is of the kind ${kind}`, `Use Ed25519 or ECDSA P-256. ${NEW_KEY}`);
}

function parsed(name: string, parse: () => KeyObject): KeyObject {
  try {
    return parse();
  } catch (thrown) {
    const problem = messageOf(thrown);
    if (/bad decrypt|BAD_DECRYPT|empty password/i.test(problem)) {
      throw badKey(`The passphrase does not open ${name}`, 'Put the right one into the variable.', thrown);
    }
    throw badKey(`${name} cannot be read: ${problem}`, `A key in PEM is needed. ${NEW_KEY}`, thrown);
  }
}

function badKey(message: string, hint: string, cause?: unknown): HarnessError {
  return new HarnessError(
    'BAD_KEY',
    message.replace(/^./, (first) => first.toUpperCase()),
    {
      hint,
      ...(cause !== undefined && { cause }),
    },
  );
}
