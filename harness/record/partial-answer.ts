import * as z from 'zod';
import { capabilityNames } from '../vocabulary/capability-names.ts';

/** What may be said of an answer that is not complete. Nothing here is called minimal unless it is proven. */
export const partialAnswerRecord = z.object({
  /** The smallest sets seen to serve. That they suffice was observed and rests on no assumption. */
  knownSufficient: z.array(capabilityNames),
  /** Those of them that are proven minimal. */
  provenMinimal: z.array(capabilityNames),
  /** Capabilities without which even the rest of the universe fails: members of every minimal set. */
  knownNecessary: capabilityNames,
  /** No smaller number of capabilities can suffice; null when nothing in the universe does. */
  minimalSizeAtLeast: z.number().nullable(),
  /** How many subsets of the universe nothing decides; null if there are too many borders to count in reasonable time. */
  undecided: z.number().nullable(),
  /** No proof can do with fewer further trials. */
  trialsStillNeededAtLeast: z.number(),
});
