import { z } from 'zod';
import { LOCK_SCHEMA_URL, lockFile } from '../lock/lock-file.ts';
import { runRecord } from '../record/record.ts';

/** The JSON Schemas that the package holds, by the names of their files in `schema/`. */
export const JSON_SCHEMAS: Readonly<Record<string, object>> = {
  'capabilities.lock.schema.json': schemaOf(lockFile, {
    $id: LOCK_SCHEMA_URL,
    title: 'capabilities.lock.json of kaniko-caps',
    description: 'The minimal capability sets of each Dockerfile, with their certificates and what proves them.',
  }),
  'record.schema.json': schemaOf(runRecord, {
    $id: LOCK_SCHEMA_URL.replace(/[^/]*$/, 'record.schema.json'),
    title: 'record.json of kaniko-caps',
    description: 'What a run found, with the trials that prove it.',
  }),
};

/** The schema of what may be read: fields that a reader fills in may be absent. */
function schemaOf(
  schema: z.ZodType,
  about: { readonly $id: string; readonly title: string; readonly description: string },
): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, ...about, ...rest };
}
