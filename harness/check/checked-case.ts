import * as z from 'zod';
import { configurationChange } from '../comparison/configuration-change.ts';
import { differingFact } from '../comparison/differing-facts.ts';
import { referenceImage } from '../comparison/reference-image.ts';
import { lockException } from '../lock/lock-file.ts';
import { capabilityNames } from '../vocabulary/capability-names.ts';
import { type CaseDifference, CHANGE_KINDS } from './kinds/change-kinds.ts';

/** Whether an exception of the lock file covers a difference; one that is over does not. */
const tolerance = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('none'),
    /** An exception for such a change that allows too little: what is needed beyond it; null where no capability is known to help. */
    tooNarrow: z.object({ exception: lockException, needed: capabilityNames.readonly().nullable() }).exactOptional(),
  }),
  z.object({ kind: z.enum(['tolerated', 'expired']), exception: lockException }),
]);

/** Whether an exception of the lock file covers a difference. */
export type Tolerance = z.output<typeof tolerance>;

const changedPlace = z.object({
  /** The line of the Dockerfile to look at; null where none tells. */
  line: z.number().nullable(),
  /** The instruction there; empty where none tells. */
  instruction: z.string(),
});

/** An instruction that a difference has to do with. */
export type ChangedPlace = z.output<typeof changedPlace>;

/** A difference, and where in the Dockerfile to look for it. */
export type PlacedDifference = CaseDifference & ChangedPlace;

/** A difference, and whether it is known and tolerated. */
export type CaseChange = PlacedDifference & { readonly tolerance: Tolerance };

/** A difference as reports for programs have it. */
export const caseChange: z.ZodType<CaseChange> = z.intersection(
  z.union(Object.values(CHANGE_KINDS).map(({ schema }): z.ZodType<CaseDifference> => schema)),
  changedPlace.extend({ tolerance }),
);

/** What became of one case. */
export const checkedCase = z.object({
  /** The Dockerfile, as in the lock file. */
  path: z.string(),
  /** How the run calls it; the path for a case that is gone. */
  id: z.string(),
  /** The Dockerfile, relative to where the run was begun. */
  file: z.string(),
  /** The run that proves what is locked; null if nothing is. */
  proof: z.string().nullable(),
  /** Empty where it is as locked. */
  changes: z.array(caseChange).readonly(),
  /** How it was configured otherwise than when it was locked; null where it was not. */
  configuration: configurationChange.nullable(),
  /** What was changed since it was locked, and so may be the reason: builder, configuration, context, bases. */
  causes: z.array(differingFact).readonly(),
  /** Decisive facts that are not as they were. */
  facts: z.array(differingFact).readonly(),
  image: referenceImage,
  /** Whether some set both served and failed. */
  flaky: z.boolean(),
  trials: z.object({
    count: z.number(),
    /** The fewest with which the finding could be proven. */
    lowerBound: z.number(),
    totalMs: z.number(),
  }),
});

/** What became of one case. */
export type CheckedCase = z.output<typeof checkedCase>;
