import * as z from 'zod';
import { HarnessError } from '../errors.ts';
import { printable, printableValue } from '../text/printable.ts';
import { fieldText, readJson } from '../text/read-json.ts';
import { type Envelope, envelope, STATEMENT_PAYLOAD } from './envelope.ts';
import { PREDICATE_TYPE } from './predicate.ts';
import { type Statement, statement } from './statement.ts';

/** What of a bundle of Sigstore is read: the envelope. What else it holds, cosign and others check. */
const bundle = z.object({ dsseEnvelope: envelope });

/** A statement as it was signed. */
export interface SignedStatement {
  readonly envelope: Envelope;
  readonly statement: Statement;
  /** The same as it stands, with fields that this version does not know. */
  readonly json: unknown;
}

/**
 * Reads a signed statement: an envelope of DSSE, alone or in a bundle of Sigstore. The signature is not looked at.
 *
 * @throws HarnessError BAD_ATTESTATION if it is something else, or a statement of another kind.
 */
export function readAttestation(text: string, name: string): SignedStatement {
  const signed = envelopeIn(jsonIn(text, name), name);
  if (signed.payloadType !== STATEMENT_PAYLOAD) {
    throw badAttestation(`${name} holds ${printableValue(signed.payloadType)}, and no in-toto statement`);
  }
  const json = jsonIn(Buffer.from(signed.payload, 'base64').toString('utf8'), `The statement in ${name}`);
  const type = z.object({ predicateType: z.string() }).safeParse(json).data?.predicateType;
  if (type !== undefined && type !== PREDICATE_TYPE) {
    throw badAttestation(`${name} says something of the type ${printable(type)}, and no findings of this program`);
  }
  const parsed = statement.safeParse(json);
  if (!parsed.success) throw badAttestation(`The statement in ${name} is not valid: ${firstIssue(parsed.error)}`);
  return { envelope: signed, statement: parsed.data, json };
}

function envelopeIn(json: unknown, name: string): Envelope {
  const inBundle = bundle.safeParse(json);
  const alone = envelope.safeParse(json);
  // Of two, readers would disagree about what was signed.
  if (inBundle.success && alone.success) throw badAttestation(`${name} holds two signed statements`);
  if (inBundle.success) return inBundle.data.dsseEnvelope;
  if (alone.success) return alone.data;
  if (z.object({ predicate: z.unknown(), _type: z.string() }).safeParse(json).success) {
    throw badAttestation(`${name} is a statement without a signature`);
  }
  throw badAttestation(`${name} is no signed statement: ${firstIssue(alone.error)}`);
}

/** What a reader makes of a field that is there twice depends on the reader, so nobody could say what was signed. */
function jsonIn(text: string, name: string): unknown {
  const reading = readJson(text);
  if (reading.kind === 'json') return reading.value;
  throw badAttestation(`${name} is not JSON: line ${reading.line}, column ${reading.column}: ${reading.problem}`);
}

function firstIssue({ issues: [first] }: z.ZodError): string {
  return `${fieldText(first?.path ?? []) || 'the whole'}: ${first?.message ?? 'is not valid'}`;
}

function badAttestation(message: string): HarnessError {
  return new HarnessError('BAD_ATTESTATION', message, {
    hint: 'Give what `kaniko-caps attest` wrote, or a bundle with the same statement that cosign signed.',
  });
}
