import { type PublicKey, readPublicKey } from '../../attestation/keys.ts';
import { HarnessError } from '../../errors.ts';
import { type AttestationCheck, attestationIn, checkAttestation } from '../../use-cases/attest.ts';
import type { RecordCheck } from '../../use-cases/verify-record.ts';
import { placesText } from '../output/places-text.ts';
import { keyFile } from './key-file.ts';
import { type OptionValues, text } from './option.ts';

/** The options that name a signed statement and who signed it. */
export const ATTESTATION_OPTIONS = {
  attestation: text('--attestation <file>', 'also fail unless this signed statement is about this run; needs --key'),
  key: text('--key <file>', 'the public key of whoever signed the statement, in PEM'),
  signatureCheckedBy: text(
    '--signature-checked-by <program>',
    'only compare the statement: this program checked its signature',
  ),
};

type Options = OptionValues<typeof ATTESTATION_OPTIONS>;

/** What is told of a signed statement beside a run, and whether it is all in order. */
export interface AttestationVerdict {
  readonly lines: readonly string[];
  readonly isGood: boolean;
}

/**
 * Reads the signed statement and the key that the options name; what is given back holds it against a run. Undefined where none is named.
 *
 * @throws HarnessError if one of them cannot be read.
 */
export async function attestationToCheck(
  options: Options,
): Promise<((check: RecordCheck) => AttestationVerdict) | undefined> {
  const { attestation, key, signatureCheckedBy } = options;
  if (attestation === undefined) {
    if (key === undefined && signatureCheckedBy === undefined) return undefined;
    throw new HarnessError('OPTIONS_CONFLICT', 'A key was named, but no statement that it signed', {
      hint: 'Name the statement with --attestation.',
    });
  }
  const publicKey = key === undefined ? undefined : readPublicKey({ name: `the key ${key}`, pem: await keyFile(key) });
  const signed = await attestationIn(attestation);
  return (check) => verdictOn(checkAttestation(signed, check, publicKey), publicKey, signatureCheckedBy);
}

function verdictOn(
  { isSigned, differences }: AttestationCheck,
  key: PublicKey | undefined,
  checkedBy: string | undefined,
): AttestationVerdict {
  const isTrusted = isSigned ?? checkedBy !== undefined;
  return {
    lines: [signatureLine(isSigned, key, checkedBy), ...differenceLines(differences)],
    isGood: isTrusted && differences?.length === 0,
  };
}

function signatureLine(
  isSigned: boolean | undefined,
  key: PublicKey | undefined,
  checkedBy: string | undefined,
): string {
  if (key !== undefined && isSigned === true) return `The attestation is signed by the key ${key.name}.`;
  if (key !== undefined) return `The attestation is NOT signed by the key ${key.name}.`;
  if (checkedBy !== undefined)
    return `The signature of the attestation was not checked here. You say that ${checkedBy} did.`;
  return 'The signature of the attestation was NOT checked. Name the public key of whoever signed with --key.';
}

function differenceLines(differences: readonly string[] | undefined): string[] {
  if (differences === undefined) return ['So the attestation cannot be compared with the run.'];
  if (differences.length === 0) return ['The attestation says what follows from the trials of this run.'];
  return ['The attestation is NOT of this run:', ...placesText(differences)];
}
