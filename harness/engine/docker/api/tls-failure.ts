import { X509Certificate } from 'node:crypto';
import { messageOf, systemErrorCode } from '../../../errors.ts';
import { type CertificateFault, certificateFault } from '../../certificate-fault.ts';
import type { Endpoint } from './endpoint.ts';
import type { TlsSettings } from './tls-settings.ts';

/** Why a connection with TLS failed and what to do, as sentences; undefined if TLS is not the reason. */
export function tlsFailure(thrown: unknown, { transport }: Pick<Endpoint, 'transport'>): string | undefined {
  if (transport.kind !== 'tcp') return undefined;
  const said = messageOf(thrown);
  if (transport.tls === undefined) return /HTTP request to an HTTPS server/.test(said) ? SPEAKS_TLS : undefined;
  const code = systemErrorCode(thrown) ?? '';
  if (/wrong version number|packet length too long|unknown protocol/.test(said)) return SPEAKS_NO_TLS;
  if (REFUSALS.test(code)) return refusedText(transport.tls);
  // It may end the connection before its refusal was read, or instead of one.
  if (['ECONNRESET', 'EPIPE'].includes(code) && !isClientValid(transport.tls)) return refusedText(transport.tls);
  const fault = certificateFault(thrown);
  return fault && REASONS[fault](transport.tls, said);
}

const SPEAKS_TLS =
  'It speaks TLS. Set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the directory of ca.pem, cert.pem and key.pem, ' +
  'or name a docker context that has them.';

const SPEAKS_NO_TLS =
  'It does not speak TLS there. Name the port at which it does, or unset DOCKER_TLS_VERIFY and DOCKER_TLS.';

/** The codes for what an engine says when it refuses the client: versions of Go differ in the alert that they send. */
const REFUSALS = /^ERR_SSL_\w*ALERT_(BAD_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|HANDSHAKE_FAILURE|ACCESS_DENIED)$/;

/** What is wrong with the engine's certificate, and the way out. */
const REASONS: Readonly<Record<CertificateFault, (tls: TlsSettings, said: string) => string>> = {
  'unknown-authority': ({ directory, ca }) => {
    const trusted = ca === undefined ? 'a CA that this machine trusts' : `the CA in ${directory}/ca.pem`;
    const wayOut = directory === undefined ? '' : ` Put the certificate of the engine's CA into ${directory}/ca.pem.`;
    return `Its certificate is not signed by ${trusted}.${wayOut}`;
  },
  expired: () => "Its certificate, or that of its CA, has expired. Renew it on the engine's host.",
  'not-yet-valid': () => 'Its certificate is not valid yet. Set the clocks of both machines.',
  'other-name': (_, said) => `Its certificate is for another name (${said}). Address it by a name of the certificate.`,
};

function isClientValid({ cert, key }: TlsSettings): boolean {
  return cert !== undefined && key !== undefined && expiryOf(cert) > new Date();
}

function expiryOf(cert: Buffer): Date {
  return new Date(new X509Certificate(cert).validTo);
}

function refusedText({ directory = 'the directory that DOCKER_CERT_PATH names', cert, key }: TlsSettings): string {
  if (cert === undefined || key === undefined) {
    return `It wants a certificate of the client. Put cert.pem and key.pem, signed by the engine's CA, into ${directory}.`;
  }
  const expiry = expiryOf(cert);
  const reason = expiry > new Date() ? '' : `, which expired on ${expiry.toISOString().slice(0, 10)}`;
  return `It refuses the certificate of the client in ${directory}/cert.pem${reason}. Use one that the engine's CA has signed and that is valid.`;
}
