import * as z from 'zod';
import { findingsPredicate } from '../../attestation/predicate.ts';
import { checkReport } from '../../check/shown/check-json.ts';
import { bisectionReport } from '../../comparison/bisection-json.ts';
import { comparisonReport } from '../../comparison/comparison-json.ts';
import { LOCK_SCHEMA_URL, lockFile } from '../../lock/lock-file.ts';
import { auditReport } from '../../pipeline/shown/audit-json.ts';
import { runRecord } from '../../record/record.ts';
import { updateReport } from '../../update/update-json.ts';

/** What of the program's JSON is documented: each document with its schema, by the name of the file in `schema/`. */
export const DOCUMENTS = {
  'capabilities.lock': {
    schema: lockFile,
    title: 'capabilities.lock.json of kaniko-caps',
    description: 'The minimal capability sets of each Dockerfile, with their certificates and what proves them.',
  },
  record: {
    schema: runRecord,
    title: 'record.json of kaniko-caps',
    description: 'What a run found, with the trials that prove it.',
  },
  check: {
    schema: checkReport,
    title: 'kaniko-caps check --json',
    description: 'How what Dockerfiles need differs from what the lock file says.',
  },
  audit: {
    schema: auditReport,
    title: 'kaniko-caps audit --json',
    description: 'What the builds of manifests are granted, and what they need.',
  },
  update: {
    schema: updateReport,
    title: 'kaniko-caps update --json',
    description: 'What became of each entry of the lock file.',
  },
  comparison: {
    schema: comparisonReport,
    title: 'kaniko-caps compare --json',
    description: 'What changed between two records, case by case.',
  },
  'findings-v1': {
    schema: findingsPredicate,
    title: 'The predicate of what kaniko-caps attest signs',
    description:
      'What a run found, with the digests of what it follows from. The frame around it is an in-toto statement v1.',
  },
  bisection: {
    schema: bisectionReport,
    title: 'kaniko-caps bisect --json',
    description: 'Which executor changed what each case needs.',
  },
} as const satisfies Readonly<Record<string, DescribedDocument>>;

/** The name of a document of which there is a JSON Schema. */
export type DocumentName = keyof typeof DOCUMENTS;

/** A document, and what its JSON Schema says of it. */
interface DescribedDocument {
  readonly schema: z.ZodType;
  readonly title: string;
  readonly description: string;
}

/** The JSON Schemas that the package holds, by the names of their files in `schema/`. */
export const JSON_SCHEMAS: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries<DescribedDocument>(DOCUMENTS).map(([name, document]) => [
    `${name}.schema.json`,
    schemaOf(`${name}.schema.json`, document),
  ]),
);

/** The schema of what may be read: a reader takes fields that are new to it for nothing. */
function schemaOf(file: string, { schema, title, description }: DescribedDocument): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    // That a type is immutable in the program says nothing of the document.
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
      // The name of a definition is told by its place.
      delete jsonSchema.id;
    },
  });
  return { $schema, $id: LOCK_SCHEMA_URL.replace(/[^/]*$/, file), title, description, ...rest };
}
