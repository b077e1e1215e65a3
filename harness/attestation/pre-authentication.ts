/**
 * What a signature of DSSE is made of, so that no payload passes for one of another type: the type and the payload, each with its
 * length in bytes (https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md).
 */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType);
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload]);
}
