import { sign, verify } from 'node:crypto';
import * as z from 'zod';
import type { PrivateKey, PublicKey } from './keys.ts';
import { preAuthenticationEncoding } from './pre-authentication.ts';

/** What DSSE calls a payload that is an in-toto statement. */
export const STATEMENT_PAYLOAD = 'application/vnd.in-toto+json';

/** With the ordinary or the URL's alphabet: DSSE allows both. */
const base64 = z.string().regex(/^[A-Za-z0-9+/_-]*={0,2}$/, 'is not Base64');

/** A signed payload: https://github.com/secure-systems-lab/dsse, protocol version 1.0.2. */
export const envelope = z.object({
  payload: base64,
  payloadType: z.string(),
  /** A key may be named, but nobody signed its name: it is not looked at. */
  signatures: z.array(z.object({ keyid: z.string().nullish(), sig: base64 })).min(1),
});

/** A signed payload. */
export type Envelope = z.output<typeof envelope>;

/** Signs the text of a statement. The field for the name of the key is empty: some readers want it to be there. */
export function signStatement(text: string, { key }: PrivateKey): Envelope {
  const payload = Buffer.from(text);
  const signature = sign(undefined, preAuthenticationEncoding(STATEMENT_PAYLOAD, payload), key);
  return {
    payload: payload.toString('base64'),
    payloadType: STATEMENT_PAYLOAD,
    signatures: [{ keyid: '', sig: signature.toString('base64') }],
  };
}

/** Whether one of the signatures is of the key. */
export function isSignedBy({ payload, payloadType, signatures }: Envelope, { key }: PublicKey): boolean {
  const signed = preAuthenticationEncoding(payloadType, Buffer.from(payload, 'base64'));
  return signatures.some(({ sig }) => verify(undefined, signed, key, Buffer.from(sig, 'base64')));
}
