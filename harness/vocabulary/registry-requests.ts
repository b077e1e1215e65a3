import * as z from 'zod';

/** What a trial asked of the sandbox's registry, requests that are alike taken together. */
export const registryRequests = z.object({
  /** In the order in which they first came; at most 100. */
  requests: z
    .array(
      z.object({
        method: z.string(),
        /** The repository, or `its image` and `its cache` for those of the trial itself; null for a request that names none. */
        repository: z.string().nullable(),
        subject: z.enum(['manifest', 'blob', 'upload', 'version', 'other']),
        /** The HTTP status of the answer. */
        status: z.number(),
        times: z.number(),
      }),
    )
    .readonly(),
  /** How many requests came besides those that are listed. */
  others: z.number(),
  /** The longest time, in milliseconds, for which the registry gave no sign. */
  longestSilenceMs: z.number(),
  /** The names of processes that were in the container besides the builder as it uploaded; null where they were not counted. */
  company: z.array(z.string()).readonly().nullable(),
  /** `intact` if the builder's process ran its own program as it uploaded, `not-seen` if nobody could look; else what it ran. */
  program: z.string(),
});

/** What a trial asked of the sandbox's registry. */
export type RegistryRequests = z.output<typeof registryRequests>;
