import * as z from 'zod';
import { HarnessError } from '../errors.ts';
import type { RunRecord } from '../record/record.ts';
import {
  type Attester,
  attestedFindings,
  findingsPredicate,
  type NamedDigest,
  namedDigest,
  PREDICATE_TYPE,
} from './predicate.ts';

/** The version of the frame around a predicate that is written and read. */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/** An in-toto statement about a run. */
export const statement = z.object({
  _type: z.literal(STATEMENT_TYPE),
  /** The executor and the base images: what the findings are about. */
  subject: z.array(namedDigest).min(1),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: findingsPredicate,
});

/** An in-toto statement about a run. */
export type Statement = z.output<typeof statement>;

/** The digests of the files of a run: `sha256:` and 64 hexadecimal digits each. */
export interface AttestedDigests {
  readonly record: string;
  readonly journal: string;
}

/**
 * What can be said of a run, ready to be signed.
 *
 * @throws HarnessError NOT_ATTESTED if the record does not say which program was tried.
 */
export function statementOf(record: RunRecord, digests: AttestedDigests, attester: Attester): Statement {
  return {
    _type: STATEMENT_TYPE,
    subject: [builderSubject(record), ...baseSubjects(record)],
    predicateType: PREDICATE_TYPE,
    predicate: {
      attester,
      findings: attestedFindings.parse(record),
      evidence: [named('record.json', digests.record), named('journal.jsonl', digests.journal)],
    },
  };
}

function builderSubject({ builder }: RunRecord): NamedDigest {
  const digest = builder.binarySha256 ?? builder.imageDigest;
  if (digest !== null) return named(builder.reference, digest);
  throw new HarnessError(
    'NOT_ATTESTED',
    `The record names no digest of ${builder.reference}, so nobody could tell it`,
    {
      hint: 'Name the builder by an image that has a digest, or with --executor-binary, and run again.',
    },
  );
}

/** Each base image once, however many cases begin with it. */
function baseSubjects({ cases }: RunRecord): NamedDigest[] {
  const subjects = cases.flatMap(({ bases }) => bases.map(({ reference, digest }) => named(reference, digest)));
  return [...new Map(subjects.map((one) => [`${one.name} ${one.digest.sha256}`, one])).values()];
}

function named(name: string, digest: string): NamedDigest {
  return { name, digest: { sha256: digest.replace(/^.*sha256:/, '') } };
}
