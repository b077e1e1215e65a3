import * as z from 'zod';

/**
 * Another configuration that many pipelines have, and under which the minimal sets of a case are tried. What each one changes
 * stands in the catalogue of `variations/`.
 */
export const variation = z.enum([
  'owner',
  'modes',
  'redo',
  'new-run',
  'single-snapshot',
  'no-new-privileges',
  'default-seccomp',
  'cache',
  'preview',
  'buildkit',
]);

/** Another configuration that many pipelines have. */
export type Variation = z.output<typeof variation>;

/** A variation that is asked for, and whether it is tried of a case. */
export const plannedVariation = z.object({
  variation,
  /** Why it is not tried, in words; null where it is. */
  notTried: z.string().nullable(),
});

/** A variation that is asked for, and whether it is tried of a case. */
export type PlannedVariation = z.output<typeof plannedVariation>;
