import { readFile } from 'node:fs/promises';
import { isSignedBy } from '../attestation/envelope.ts';
import type { PublicKey } from '../attestation/keys.ts';
import type { Attester } from '../attestation/predicate.ts';
import { readAttestation, type SignedStatement } from '../attestation/read-attestation.ts';
import { type Statement, statementOf } from '../attestation/statement.ts';
import { HarnessError, messageOf } from '../errors.ts';
import { displayPath } from '../files/display-path.ts';
import { recordDifferences } from '../runs/record-differences.ts';
import { checkRecordOf, isFaultless, type RecordCheck } from './verify-record.ts';

/** What can be said of a run, and what cannot be noticed in it. */
export interface RunStatement {
  readonly statement: Statement;
  readonly notes: readonly string[];
}

/**
 * Makes the statement about a run.
 *
 * @throws HarnessError NOT_ATTESTED if the record does not follow from its journal.
 */
export async function stateRun(directory: string, attester: Attester): Promise<RunStatement> {
  const check = await checkRecordOf(directory);
  const { derived, digests, notes } = check;
  if (!isFaultless(check) || derived === undefined) throw notAttested(directory, check);
  return { statement: statementOf(derived, digests, attester), notes };
}

function notAttested(directory: string, { damage, differences = [] }: RecordCheck): HarnessError {
  const [first = 'it cannot be derived'] = [...damage, ...differences];
  const message = `The record of ${displayPath(directory)} does not follow from its journal: ${first}`;
  return new HarnessError('NOT_ATTESTED', message, {
    hint: `Nothing was signed. See kaniko-caps verify-record ${displayPath(directory)}.`,
  });
}

/** A signed statement held against a run. */
export interface AttestationCheck {
  /** Whether the key signed it; undefined where no key was given. */
  readonly isSigned: boolean | undefined;
  /** Where the statement says something else than what follows from the run; undefined where nothing follows from it any more. */
  readonly differences: readonly string[] | undefined;
}

/**
 * Reads a file with a signed statement.
 *
 * @throws HarnessError BAD_ATTESTATION, or NO_SUCH_PATH if it cannot be read.
 */
export async function attestationIn(file: string): Promise<SignedStatement> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new HarnessError('NO_SUCH_PATH', `Cannot read the attestation ${file}: ${messageOf(cause)}`, { cause });
  });
  return readAttestation(text, displayPath(file));
}

/** Holds a signed statement against what was found out about a run. */
export function checkAttestation(
  { envelope, statement, json }: SignedStatement,
  { derived, digests }: RecordCheck,
  key: PublicKey | undefined,
): AttestationCheck {
  const isSigned = key === undefined ? undefined : isSignedBy(envelope, key);
  if (derived === undefined) return { isSigned, differences: undefined };
  // Who made it and when is not for the run to say.
  const expected = statementOf(derived, digests, statement.predicate.attester);
  const differences = recordDifferences(json, JSON.parse(JSON.stringify(expected)));
  return { isSigned, differences: differences.map(({ field, text }) => `${field} ${text}`) };
}
