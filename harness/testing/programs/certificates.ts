import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A key with its certificate, as files have them. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What is said in a certificate. */
export interface CertificateSettings {
  /** @default until tomorrow */
  readonly notAfter?: Date;
  /** The address that it is for. @default none, as that of a client */
  readonly address?: readonly [number, number, number, number];
}

/** An authority that signs certificates. */
export interface TestAuthority {
  /** Its own certificate. */
  readonly cert: string;
  sign(name: string, settings?: CertificateSettings): TestCertificate;
}

/** Makes an authority of its own, which nobody else knows. */
export function testAuthority(name: string): TestAuthority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certify = (subject: string, publicKey: KeyObject, extension: Buffer, notAfter?: Date): string =>
    certificate({ issuer: name, subject, publicKey, extension, notAfter, signedWith: keys.privateKey });
  return {
    cert: certify(name, keys.publicKey, IS_AUTHORITY),
    sign: (subject, { notAfter, address } = {}) => {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const extension = address === undefined ? IS_NONE : addressExtension(address);
      return {
        cert: certify(subject, own.publicKey, extension, notAfter),
        key: String(own.privateKey.export({ type: 'pkcs8', format: 'pem' })),
      };
    },
  };
}

interface Claims {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extension: Buffer;
  readonly notAfter: Date | undefined;
  readonly signedWith: KeyObject;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** By RFC 5280. */
function certificate({ issuer, subject, publicKey, extension, notAfter, signedWith }: Claims): string {
  const from = new Date(Date.now() - 30 * DAY_MS);
  const claims = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1 + Math.floor(Math.random() * 126)])),
    ECDSA_WITH_SHA256,
    nameOf(issuer),
    der(0x30, timeOf(from), timeOf(notAfter ?? new Date(Date.now() + DAY_MS))),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, extension)),
  );
  const signature = sign('sha256', claims, signedWith);
  const whole = der(0x30, claims, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** A value with its tag and its length before it. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function identifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function nameOf(commonName: string): Buffer {
  return der(0x30, der(0x31, der(0x30, identifier('550403'), der(0x0c, Buffer.from(commonName)))));
}

function timeOf(time: Date): Buffer {
  return der(0x17, Buffer.from(`${time.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}

const ECDSA_WITH_SHA256 = der(0x30, identifier('2a8648ce3d040302'));

const TRUE = der(0x01, Buffer.from([0xff]));

/** The basic constraints: whether it may sign others. */
const IS_AUTHORITY = der(0x30, identifier('551d13'), TRUE, der(0x04, der(0x30, TRUE)));
const IS_NONE = der(0x30, identifier('551d13'), der(0x04, der(0x30)));

function addressExtension(address: readonly number[]): Buffer {
  return der(0x30, identifier('551d11'), der(0x04, der(0x30, der(0x87, Buffer.from(address)))));
}
