import * as z from 'zod';

/** The two questions that each trial answers: is the image the same, and does the build report success? */
export const answer = z.enum(['faithful', 'exitZero']);

/** One of the two questions. */
export type Answer = z.output<typeof answer>;

/** Both of them, the one that counts first. */
export const ANSWERS: readonly Answer[] = answer.options;

/** A schema for something that is said of each answer. */
export function perAnswer<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ faithful: schema, exitZero: schema });
}

/** What a trial says for one answer: the set that it had is enough, or not. */
export type Outcome = 'pass' | 'fail';
