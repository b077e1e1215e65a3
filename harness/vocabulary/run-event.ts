import * as z from 'zod';
import { builderIdentity } from './builder-identity.ts';
import { capabilitySetCodec } from './capability-set-codec.ts';
import { pinnedBase } from './case.ts';
import { engineEnvironment } from './engine-environment.ts';
import { observation } from './observation.ts';
import { runPlan } from './run-plan.ts';
import { plannedVariation, variation } from './variation.ts';

/** An event of a run. Together, in order, they are all that the run measured. */
export const runEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-started'),
    run: z.string(),
    toolVersion: z.string(),
    plan: runPlan,
    builder: builderIdentity,
    environment: engineEnvironment,
    /** The capabilities that a trial has beyond its set, because the builder cannot run without them. */
    alwaysGranted: capabilitySetCodec,
    /** Capabilities asked for that this engine cannot grant. */
    untestable: capabilitySetCodec,
    /** The runs of the shards that this one was merged from, as `2/3`; empty for a run of its own. */
    mergedFrom: z.array(z.object({ run: z.string(), shard: z.string() })).readonly(),
  }),
  /** A case of the plan is ready to be tried. */
  z.object({
    type: z.literal('case-prepared'),
    case: z.string(),
    /** What is in play of the case's universe: what the engine grants and the builder does not always have. */
    universe: capabilitySetCodec,
    /** SHA-256 of the packed context before compression. */
    contextSha256: z.string(),
    bases: z.array(pinnedBase).readonly(),
    /** The variations that the run was asked for, each with whether it is tried of this case. */
    variations: z.array(plannedVariation).readonly(),
  }),
  /** A case of the plan cannot be tried at all: a base image is missing, say. */
  z.object({
    type: z.literal('case-abandoned'),
    case: z.string(),
    universe: capabilitySetCodec,
    reason: z.string(),
  }),
  z.object({
    type: z.literal('trial-intended'),
    case: z.string(),
    trial: z.string(),
    container: z.string(),
    capabilities: capabilitySetCodec,
    variation: variation.nullable(),
  }),
  z.object({ type: z.literal('trial-observed'), case: z.string(), observation }),
  z.object({ type: z.literal('run-resumed') }),
  /**
   * Trials had ended without a verdict one after another, the run paused, and what they need answers again. Such trials are
   * tried anew, as when a run is resumed.
   */
  z.object({
    type: z.literal('run-recovered'),
    /** What was in the way, in words. */
    fault: z.string(),
  }),
  z.object({
    type: z.literal('run-finished'),
    status: z.enum(['complete', 'partial', 'interrupted']),
    /** The limit that ended the run before all was answered. */
    budgetSpent: z.enum(['trials', 'time']).nullable(),
    /** What broke and stayed broken, and so ended the run before all was answered, in words; absent where nothing did. */
    fault: z.string().exactOptional(),
  }),
]);

/** What happened, without when. */
export type RunEvent = z.output<typeof runEvent>;

/** An event of one type. */
export type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** A line of the journal. */
export interface JournalEntry {
  /** When it was written, ISO 8601. */
  readonly at: string;
  readonly event: RunEvent;
}
