import * as z from 'zod';
import { capabilityNames } from '../vocabulary/capability-names.ts';

/** A set as it was tried in the run that is checked. */
const triedInRun = z
  .object({
    set: capabilityNames.readonly(),
    /** What of the universe was not granted. */
    lacking: capabilityNames.readonly(),
    trials: z.array(z.string()).readonly(),
    /** CapBnd of the first of those trials as the kernel showed it; null if it was not read. */
    capBnd: z.string().nullable(),
    /** Whether the build reported success in them, and gave another image. */
    silent: z.boolean(),
    /** What they showed, in words, where it is not the same image. */
    shown: z.array(z.string()).readonly(),
  })
  .meta({ id: 'triedSet' });

/** A set as it was tried in the run that is checked. */
export type TriedInRun = z.output<typeof triedInRun>;

/** A set that serves on one side only, with the trials of the checked run that show it. */
export const setProof = z
  .object({
    serves: z.enum(['locked', 'now']),
    set: capabilityNames.readonly(),
    /** The set, or one with more, that does not serve now; null where it is the locked certificate that says so. */
    failing: triedInRun.nullable(),
    /** The nearest set that serves now; null if none of the universe does. */
    serving: triedInRun.nullable(),
  })
  .meta({ id: 'setProof' });

/** A set that serves on one side only, with the trials of the checked run that show it. */
export type SetProof = z.output<typeof setProof>;
