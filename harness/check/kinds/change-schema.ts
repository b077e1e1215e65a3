import * as z from 'zod';

/** The schema of a change of a kind: what it says beside its name. */
export function changeSchema<Name extends string, Fields extends z.ZodRawShape>(name: Name, fields: Fields) {
  return z.object({ kind: z.literal(name), ...fields }).meta({ id: name });
}
