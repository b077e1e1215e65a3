import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { HarnessError, messageOf } from '../../../errors.ts';
import { configDirectory, type Environment, readIfPresent } from './client-files.ts';

/** The certificates with which a TLS endpoint is spoken to. */
export interface TlsSettings {
  /** Where they are from: a directory with `ca.pem`, `cert.pem` and `key.pem`. Absent where nobody named one. */
  readonly directory?: string;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** Whether the engine's certificate is checked. */
  readonly verify: boolean;
}

/** As the docker client: either variable counts when it is not empty, and only DOCKER_TLS_VERIFY checks the certificate. */
export function tlsFromEnvironment(environment: Environment): TlsSettings | undefined {
  const { DOCKER_TLS, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH } = environment;
  if (!DOCKER_TLS && !DOCKER_TLS_VERIFY) return undefined;
  return tlsSettingsIn(DOCKER_CERT_PATH || configDirectory(environment), Boolean(DOCKER_TLS_VERIFY));
}

/** What of the three files is in a directory. */
export function tlsSettingsIn(directory: string, verify: boolean): TlsSettings {
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readIfPresent(join(directory, file)));
  return { directory, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), verify };
}

/**
 * Reads the certificates as a connection will.
 *
 * @throws HarnessError ENGINE_CHOICE if they are no certificates, or the key is not the one of the certificate.
 */
export function assertUsable({ directory, ca, cert, key }: TlsSettings): void {
  try {
    createSecureContext({ ca, cert, key });
  } catch (thrown) {
    throw new HarnessError('ENGINE_CHOICE', `Cannot use the certificates in ${directory}: ${messageOf(thrown)}`, {
      hint: 'ca.pem, cert.pem and key.pem must be PEM files, and key.pem the key of cert.pem, without a password.',
      cause: thrown,
    });
  }
}
