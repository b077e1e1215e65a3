import * as z from 'zod';
import { capabilityChecks } from './capability-checks.ts';
import { capabilitySetCodec } from './capability-set-codec.ts';
import { processStatus } from './process-status.ts';
import { registryRequests } from './registry-requests.ts';
import { sharedPodTurn } from './shared-pod-turn.ts';
import { trialOutcome } from './trial-outcome.ts';
import { trialPurpose } from './trial-purpose.ts';
import { variation } from './variation.ts';

/**
 * What one run of a builder showed, before any judgement: all that a verdict can be derived from. Kept in the journal, so
 * that verdicts can be recomputed.
 */
export const observation = z.object({
  /** Unique in the run: `t0001`. */
  trial: z.string(),
  capabilities: capabilitySetCodec,
  purpose: trialPurpose,
  /** The variation of the configuration that it ran under; null for a trial that the case's own answers may rest on. */
  variation: variation.nullable(),
  /** Whether nothing else ran beside it. */
  alone: z.boolean(),
  /** The builder's process while it waited for its context; null if it could not be read. */
  evidence: processStatus.nullable(),
  outcome: trialOutcome,
  /** The last lines that the builder wrote, escape sequences stripped. */
  log: z.array(z.string()).readonly(),
  /** ISO 8601. */
  startedAt: z.string(),
  /** From the create call until its image, if it left one, was read. */
  durationMs: z.number(),
  /** From the create call until the builder waited for its context; null if it did not come that far. */
  readyMs: z.number().nullable(),
  /** The capability checks that the kernel was seen to make; null where it was not watched. */
  witness: capabilityChecks.nullable(),
  /** What it asked of the sandbox's registry; null where nothing was asked or seen, and in journals of earlier versions. */
  registry: registryRequests.nullable().default(null),
  /** Absent where it had a pod of its own, or no pod at all. */
  shared: sharedPodTurn.exactOptional(),
});

/** What one run of a builder showed, before any judgement. */
export type Observation = z.output<typeof observation>;
