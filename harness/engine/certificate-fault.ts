import { systemErrorCode } from '../errors.ts';

/** What can be wrong with the certificate of a server. */
export type CertificateFault = 'unknown-authority' | 'expired' | 'not-yet-valid' | 'other-name';

/** By the codes of Node. */
const CODES: Readonly<Record<CertificateFault, RegExp>> = {
  'unknown-authority': /^(UNABLE_TO_\w+|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|CERT_SIGNATURE_FAILURE)$/,
  expired: /^CERT_HAS_EXPIRED$/,
  'not-yet-valid': /^CERT_NOT_YET_VALID$/,
  'other-name': /^ERR_TLS_CERT_ALTNAME_INVALID$/,
};

/** Why the certificate of a server was not accepted; undefined if a connection failed for another reason. */
export function certificateFault(thrown: unknown): CertificateFault | undefined {
  const code = systemErrorCode(thrown) ?? '';
  return (Object.keys(CODES) as CertificateFault[]).find((fault) => CODES[fault].test(code));
}
