import * as z from 'zod';
import { capabilityNames } from '../vocabulary/capability-names.ts';

/** All sets that hold what is granted, and nothing of what is withheld. */
export const cubeRecord = z.object({ granted: capabilityNames, withheld: capabilityNames });

/** What trials decide of an answer without assuming that more capabilities never hurt. */
export const answerCover = z.object({
  /** How many sets of the universe trials decide, each by what the kernel was asked about in it, or by being tried itself. */
  decided: z.number(),
  /** How many sets rest on the assumption that more capabilities never hurt, or are not known. */
  notDecided: z.number(),
  /** The capabilities that the kernel was asked about in any trial: no other can matter. */
  relevant: capabilityNames,
  /** Capabilities that decide without being asked about: trials of one cube differed in these. They count as asked. */
  hidden: capabilityNames,
  /** The cubes, each with the trials that show its outcome; cubes may overlap, and none lies in another. */
  cubes: z.array(cubeRecord.extend({ outcome: z.enum(['pass', 'fail']), trials: z.array(z.string()) })),
  /** The sets that hold a minimal set and fail all the same: more capabilities hurt them. */
  exceptions: z.array(cubeRecord),
});

/** What the trials show of capabilities outside the universe. A capability of no list was never asked for: it cannot matter. */
export const beyondUniverse = z.object({
  /** Asked for and never granted: with it the build may go another way. */
  asked: capabilityNames,
  /** Opens system calls in the engine's seccomp profile that the build made. */
  opensCalls: capabilityNames,
  /** The kernel witness does not record whether it was asked for. */
  notRecorded: capabilityNames,
});

/** What trials decide of an answer without assuming that more capabilities never hurt. */
export type AnswerCover = z.output<typeof answerCover>;

/** All sets that hold what is granted, and nothing of what is withheld. */
export type CubeRecord = z.output<typeof cubeRecord>;
